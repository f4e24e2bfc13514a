import type { Profile, ProfileName, ProfileVersion } from '@watchfloor/contracts/profile';
import { DEFAULT_PROFILE } from './default.ts';
import { DOUYIN_PROFILE } from './douyin.ts';
import { JD_PROFILE } from './jd.ts';
import { PDD_PROFILE } from './pdd.ts';
import { TAOBAO_PROFILE } from './taobao.ts';

/** Every profile there is, in the order in which people see them. */
export const PROFILES: readonly Profile[] = [DEFAULT_PROFILE, TAOBAO_PROFILE, JD_PROFILE, PDD_PROFILE, DOUYIN_PROFILE];

/** The days of platforms are China's, which has no summer time. */
const CHINA = '+08:00';

type Dated = { from: number; version: ProfileVersion };
const dated = new Map<ProfileName, Dated[]>(
  PROFILES.map(({ name, versions }) => [
    name,
    versions.map((version) => ({
      from: version.validFrom === null ? Number.NEGATIVE_INFINITY : Date.parse(`${version.validFrom}T00:00${CHINA}`),
      version,
    })),
  ]),
);

/** The version of a profile that held at an instant, epoch milliseconds. */
export function versionAt(name: ProfileName, at: number): ProfileVersion {
  const held = dated.get(name)?.findLast(({ from }) => from <= at);
  if (!held) throw new RangeError(`no profile ${name} at ${at}`);
  return held.version;
}

/** A version by its name. What it says never changes: a new rule is a new version. @throws RangeError when there is none */
export function versionNamed(name: ProfileName, version: string): ProfileVersion {
  const found = dated.get(name)?.find((each) => each.version.version === version);
  if (!found) throw new RangeError(`no version ${version} of the profile ${name}`);
  return found.version;
}

/** The names of the versions that held within [from, to), epoch milliseconds, the oldest first. */
export function versionsIn(name: ProfileName, { from, to }: { from: number; to: number }): string[] {
  const versions = dated.get(name) ?? [];
  return versions
    .filter((each, index) => each.from < to && (versions[index + 1]?.from ?? Number.POSITIVE_INFINITY) > from)
    .map(({ version }) => version.version);
}
