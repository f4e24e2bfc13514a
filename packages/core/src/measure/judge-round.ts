import type { HeldUntil, RoundOutcome, Shut } from '@watchfloor/contracts/fact';
import type { Stretch } from '../schedule/place-span.ts';
import { lengthOf, openParts } from '../schedule/shut.ts';
import { REPLY_LIMITS, type ReplyLimit } from './tally.ts';

/** A verdict of a reply limit (seconds) at an instant: `agentId` on that agent's own clock, null on the customer's; `teamId` who had the round then. */
export type Verdict = { at: number; limit: ReplyLimit; hit: boolean; agentId: string | null; teamId: string | null };

/** A round so far: `at` is its end, or now while it is open (`outcome` null). `held` reaches from `openedAt` to `at`. */
export type Judged = {
  openedAt: number;
  at: number;
  outcome: RoundOutcome | null;
  held: readonly HeldUntil[];
  /** Who replied, if somebody did, and his own clock; null: the round was never his. */
  agentId: string | null;
  agentWaitMs: number | null;
  /** When all clocks stand still: to judge by business time. */
  shut?: readonly Shut[];
};

/**
 * The verdicts of a round (metrics.md, "In a window"): one for each limit on the customer's clock, at min(reply, start + limit), and one on the clock
 * of each holder who replied or held it longer than the limit. A reply at the very limit is in time. A round without a reply has only the misses
 * whose instant has passed; a withdrawn one has none.
 */
export function judgeRound(round: Judged): Verdict[] {
  const { openedAt, at, outcome, held, agentId, agentWaitMs, shut = [] } = round;
  if (outcome === 'withdrawn') return [];
  const verdicts: Verdict[] = [];
  const replied = outcome === 'replied';
  const waited = openParts([{ from: openedAt, to: at }], shut);
  for (const limit of REPLY_LIMITS) {
    const missedAt = instantBeyond(waited, limit * 1000);
    if (missedAt !== null) verdicts.push({ at: missedAt, limit, hit: false, agentId: null, teamId: teamAt(held, missedAt) });
    else if (replied) verdicts.push({ at, limit, hit: true, agentId: null, teamId: held.at(-1)?.[1] ?? null });
  }
  const holders = stretchesByAgent(openedAt, held);
  for (const [holder, stretches] of holders) {
    const mine = openParts(stretches, shut);
    for (const limit of REPLY_LIMITS) {
      const missedAt = instantBeyond(mine, limit * 1000);
      if (missedAt !== null) verdicts.push({ at: missedAt, limit, hit: false, agentId: holder, teamId: null });
      else if (replied && holder === agentId) verdicts.push({ at, limit, hit: true, agentId: holder, teamId: null });
    }
  }
  // Who took it and replied at one instant has held it for no time, and is in time.
  if (replied && agentWaitMs === 0 && agentId !== null && !holders.has(agentId))
    for (const limit of REPLY_LIMITS) verdicts.push({ at, limit, hit: true, agentId, teamId: null });
  return verdicts;
}

/** How long each agent has held a round, stretch by stretch. */
export function stretchesByAgent(openedAt: number, held: readonly HeldUntil[]): Map<string, Stretch[]> {
  const spans = new Map<string, Stretch[]>();
  let from = openedAt;
  for (const [agentId, , until] of held) {
    if (agentId !== null) {
      const mine = spans.get(agentId);
      if (mine) mine.push({ from, to: until });
      else spans.set(agentId, [{ from, to: until }]);
    }
    from = until;
  }
  return spans;
}

/** The instant at which stretches have added up to `ms`; null when they come to no more than that in all. */
function instantBeyond(stretches: readonly Stretch[], ms: number): number | null {
  if (lengthOf(stretches) <= ms) return null;
  let left = ms;
  for (const { from, to } of stretches) {
    if (to - from >= left) return from + left;
    left -= to - from;
  }
  return null;
}

/** The team that had a round at an instant: of the stretch that holds it, its end included. */
const teamAt = (held: readonly HeldUntil[], at: number): string | null => held.find(([, , until]) => at <= until)?.[1] ?? null;
