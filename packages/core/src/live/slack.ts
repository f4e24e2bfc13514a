import type { Figures } from '@watchfloor/contracts/figures';
import type { FloorEntry } from '@watchfloor/contracts/floor';
import type { PlatformName } from '@watchfloor/contracts/profile';
import { rulesOf } from '../floor/rules.ts';
import { versionAt } from '../profile/profiles.ts';

/** A reply rate of today, and what it is to reach. */
type Rate = { hits: number; total: number; target: number };

const MILLION = 1_000_000;

/**
 * How many more may be late today before the rate falls below its target: floor(hits / target) - total, below zero once it has (metrics.md, `slack`).
 * Null while there is nothing to be late with. In millionths, so that a tenth is a tenth.
 */
export const slackOf = ({ hits, total, target }: Rate): number | null =>
  total === 0 ? null : Math.floor(Math.round(hits * MILLION) / Math.round(target * MILLION)) - total;

/** The slack of a subject by the floor's own reply rate, and its target. */
export function ownSlack({ limits }: FloorEntry, today: Figures): number | null {
  // Before 2026-11 a floor had no target of its own.
  const { seconds, target } = limits.replyRate ?? { seconds: 180, target: 0.9 };
  const { hit, total } = today.within[`${seconds}`];
  return slackOf({ hits: hit, total, target });
}

/** The slack of a shop by the rate that its platform judges, where one does; `today`: its figures, `now`: epoch ms. */
export function shopSlack(floor: FloorEntry, shopId: string, { today, now }: { today: Figures; now: number }): number | null {
  const { profileOf, shops } = rulesOf(floor);
  const profile = profileOf(shopId);
  const target = shops.get(shopId)?.replyTarget;
  if (profile !== 'default') return slackOf({ ...judged(profile, today), target: target ?? versionAt(profile, now).rules.target });
  if (target === undefined) return ownSlack(floor, today);
  const { hit, total } = today.within[`${floor.limits.replyRate?.seconds ?? 180}`];
  return slackOf({ hits: hit, total, target });
}

/** The dotted path of the reply rate that the slack is of: the platform's of a shop that has one, else the floor's own. */
export function slackRate(floor: FloorEntry, shopId: string | null): string {
  const profile = shopId === null ? 'default' : rulesOf(floor).profileOf(shopId);
  return profile === 'default' ? `within.${floor.limits.replyRate?.seconds ?? 180}.rate` : `platform.${profile}.rate`;
}

/** What a platform has counted; of sessions with rates of their own the rates themselves. */
function judged(profile: PlatformName, { platform }: Figures): Pick<Rate, 'hits' | 'total'> {
  if (profile === 'douyin') return { hits: platform.douyin?.rateSum ?? 0, total: platform.douyin?.sessions ?? 0 };
  return { hits: platform[profile]?.hit ?? 0, total: platform[profile]?.total ?? 0 };
}
