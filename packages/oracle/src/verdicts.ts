import { lengthOf, type Piece, whileOpen } from './open-times.ts';
import { agentWaitMs, type Round, stretchesOf } from './rounds.ts';

/** One of a round for a limit: of the customer's clock (`agentId` null) with the team it counts for, or of one agent's. */
export type Verdict = { at: number; hit: boolean; agentId: string | null; teamId: string | null; round: Round };

/** What is judged by: a limit, and when time counts (null: always). */
export type Clock = { limitMs: number; open: Piece[] | null };

/** metrics.md, "For each N a round has exactly one verdict, at min(reply, start + N)"; a reply at the very limit is in time. */
export const verdictsOf = (round: Round, clock: Clock): Verdict[] =>
  round.end === 'withdrawn' ? [] : [...ofTheCustomer(round, clock), ...ofTheAgents(round, clock)];

function ofTheCustomer(round: Round, { limitMs, open }: Clock): Verdict[] {
  const { to, end, stretches, replier } = round;
  const waited = whileOpen([round], open);
  if (lengthOf(waited) > limitMs) {
    const missedAt = instantOf(waited, limitMs);
    // A miss is the team's that had the round until then, a hit that of who replied.
    const stretch = stretches.find((each) => each.from < missedAt && missedAt <= each.to);
    return [{ at: missedAt, hit: false, agentId: null, teamId: stretch?.teamId ?? null, round }];
  }
  return end === 'replied' ? [{ at: to, hit: true, agentId: null, teamId: replier?.teamId ?? null, round }] : [];
}

/** Whoever held it longer than the limit has missed it, whoever replies in the end; of the others only who replied has a verdict. */
function ofTheAgents(round: Round, { limitMs, open }: Clock): Verdict[] {
  const { to, replier, stretches } = round;
  const verdicts: Verdict[] = [];
  for (const agentId of new Set([...stretches.map((stretch) => stretch.agentId), replier?.agentId ?? null])) {
    if (agentId === null || agentWaitMs(round, agentId) === null) continue;
    const held = whileOpen(stretchesOf(round, agentId), open);
    if (lengthOf(held) > limitMs) verdicts.push({ at: instantOf(held, limitMs), hit: false, agentId, teamId: null, round });
    else if (agentId === replier?.agentId) verdicts.push({ at: to, hit: true, agentId, teamId: null, round });
  }
  return verdicts;
}

/** When pieces of time had added up to so many milliseconds. */
function instantOf(pieces: readonly Piece[], ms: number): number {
  let passed = 0;
  for (const { from, to } of pieces) {
    if (passed + to - from >= ms) return from + ms - passed;
    passed += to - from;
  }
  throw new RangeError('never so long');
}
