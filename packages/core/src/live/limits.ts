import type { FloorEntry, Limits } from '@watchfloor/contracts/floor';
import { rulesOf } from '../floor/rules.ts';

/** Warning and critical limit of a wait, milliseconds. */
export type LimitPair = { warning: number; critical: number };

/** Limits in force for an open round. */
export const waitLimits = (limits: Limits): LimitPair => limits.wait;

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
