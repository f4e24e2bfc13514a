/** Platforms that judge by rules of their own; `default` is us. */
export type Platform = 'taobao' | 'jd' | 'pdd' | 'douyin';
export type Shop = { id: string; profile?: Platform | 'default' | undefined };
/** Whose rules a floor and its shops go by, and where its clocks are told. */
export type PlatformSettings = { profile: Platform | 'default'; shops: Shop[]; zone: string };

export const NO_PLATFORM: PlatformSettings = { profile: 'default', shops: [], zone: 'UTC' };

/** metrics.md, "Platform profiles". Hours are whole ones of the day, half-open; limits are milliseconds. */
export type PlatformRules = {
  platform: Platform;
  counts: 'rounds' | 'messages' | 'first replies' | 'sessions';
  limits: number[];
  hours: [from: number, to: number];
  cap: number | null;
};

const SECOND = 1_000;
/** docs/profiles.md: before this day in China, Taobao counted until midnight. */
const TAOBAO_UNTIL_23 = Date.parse('2022-03-01T00:00:00+08:00');

export function platformRules(platform: Platform, at: number): PlatformRules {
  switch (platform) {
    case 'taobao':
      return { platform, counts: 'rounds', limits: [180 * SECOND], hours: [8, at < TAOBAO_UNTIL_23 ? 24 : 23], cap: 600 * SECOND };
    case 'jd':
      return { platform, counts: 'first replies', limits: [30 * SECOND], hours: [9, 23], cap: null };
    case 'pdd':
      return { platform, counts: 'messages', limits: [180 * SECOND, 300 * SECOND], hours: [8, 23], cap: null };
    case 'douyin':
      return { platform, counts: 'sessions', limits: [180 * SECOND], hours: [8, 23], cap: null };
  }
}

export function profileOf({ profile, shops }: PlatformSettings, shopId: string | null): Platform | 'default' {
  return shops.find(({ id }) => id === shopId)?.profile ?? profile;
}

/** Who comes back so soon after a close goes on with what was closed; JD says less than ten minutes, we say ten at most. */
export const mergeGapMs = (settings: PlatformSettings, shopId: string | null): number =>
  profileOf(settings, shopId) === 'jd' ? 599_999 : 600_000;

export function isInHours({ hours: [from, to] }: PlatformRules, { zone }: PlatformSettings, at: number): boolean {
  const { hour } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  return hour >= from && hour < to;
}
