import type { LiveConversation } from '@watchfloor/contracts/fact';
import type { FloorEntry } from '@watchfloor/contracts/floor';
import { rulesOf } from '../floor/rules.ts';
import { versionAt } from '../profile/profiles.ts';
import { isInHours } from '../profile/time-of-day.ts';

/** Warning and critical limit of a wait, milliseconds. */
export type LimitPair = { warning: number; critical: number };

/** Somebody who waits: in which shop, since when (epoch ms), and whether no human has replied to him in this episode yet. */
export type Waiting = { shopId: string | null; since: number; first: boolean };

/**
 * Limits in force for an open round: the stricter of the floor's own and those of the shop's platform, where that counts what began then. Some
 * platforms limit first replies alone.
 */
export function waitLimits(floor: FloorEntry, { shopId, since, first }: Waiting): LimitPair {
  const own = floor.limits.wait;
  const { profileOf, zone } = rulesOf(floor);
  const profile = profileOf(shopId);
  if (profile === 'default') return own;
  const { rules } = versionAt(profile, since);
  const { waitLimits: theirs } = rules;
  if (theirs === null || (theirs.first && !first) || !isInHours(rules, zone, since)) return own;
  const critical = Math.min(own.critical, theirs.criticalMs);
  return { warning: Math.min(own.warning, theirs.warningMs ?? own.warning, critical), critical };
}

/** Whoever waits in a conversation, as far as limits are concerned; null: nobody does. */
export function waitingIn({ shopId, waitingSince: since, answered }: LiveConversation): Waiting | null {
  return since === null ? null : { shopId, since, first: !answered };
}

/**
 * Limits in force for a ticket untouched since an instant. Complaints are tighter, and theirs are plain time; those of other tickets run in business time:
 * given is how much plain time they come to, so that whoever adds it to the instant has the deadline.
 */
export function ticketLimits(floor: FloorEntry, { kind, since }: { kind: string | null; since: number }): LimitPair {
  const { complaint, other } = floor.limits.untouched;
  if (kind === 'complaint') return complaint;
  const { schedule } = rulesOf(floor);
  if (schedule === null) return other;
  const plain = (ms: number) => schedule.instantAfter(since, ms) - since;
  return { warning: plain(other.warning), critical: plain(other.critical) };
}
