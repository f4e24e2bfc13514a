import type { Floor } from '@watchfloor/contracts/floor';
import type { ProfileName } from '@watchfloor/contracts/profile';
import { Team } from '@watchfloor/contracts/team';
import { versionAt } from '@watchfloor/core/profile/profiles';
import type { CohortSettings, InquirySettings } from '@watchfloor/oracle/cohorts';
import { readAll } from './read-people.ts';
import type { FloorReader } from './read-rows.ts';

/** What is set for inquiries, by the profiles of floor and shops as they were then (epoch ms), and by the work of teams. @throws ReplayError */
export async function readCohortSettings(
  reader: FloorReader,
  { profile, shops }: Pick<Floor, 'profile' | 'shops'>,
  at: number,
): Promise<CohortSettings> {
  const teams = await readAll(reader, 'teams', Team);
  const roles = teams.flatMap(({ id, role }) => (role === 'presales' || role === 'aftersales' ? [[id, role] as const] : []));
  const own = (shops ?? []).flatMap((shop) => (shop.profile === undefined ? [] : [[shop.id, rulesOf(shop.profile, at)] as const]));
  return { ...rulesOf(profile, at), shops: new Map(own), roles: Object.fromEntries(roles) };
}

function rulesOf(profile: ProfileName, at: number): InquirySettings {
  const { conversionGapMs: gapMs, conversionCredit: credit, inquiriesAfterSales: afterSalesToo } = versionAt(profile, at).rules;
  return { gapMs, credit, afterSalesToo };
}
