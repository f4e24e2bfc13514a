import { agentWaitMs, type Round } from './rounds.ts';

/** One of a round for a limit: of the customer's clock (`agentId` null) with the team it counts for, or of one agent's. */
export type Verdict = { at: number; hit: boolean; agentId: string | null; teamId: string | null; round: Round };

/** metrics.md, "For each N a round has exactly one verdict, at min(reply, start + N)"; a reply at the very limit is in time. */
export const verdictsOf = (round: Round, limitMs: number): Verdict[] =>
  round.end === 'withdrawn' ? [] : [...ofTheCustomer(round, limitMs), ...ofTheAgents(round, limitMs)];

function ofTheCustomer(round: Round, limitMs: number): Verdict[] {
  const { from, to, end, stretches, replier } = round;
  const missedAt = from + limitMs;
  if (to > missedAt) {
    // A miss is the team's that had the round until then, a hit that of who replied.
    const stretch = stretches.find((each) => each.from < missedAt && missedAt <= each.to);
    return [{ at: missedAt, hit: false, agentId: null, teamId: stretch?.teamId ?? null, round }];
  }
  return end === 'replied' ? [{ at: to, hit: true, agentId: null, teamId: replier?.teamId ?? null, round }] : [];
}

/** Whoever held it longer than the limit has missed it, whoever replies in the end; of the others only who replied has a verdict. */
function ofTheAgents(round: Round, limitMs: number): Verdict[] {
  const { to, replier, stretches } = round;
  const verdicts: Verdict[] = [];
  for (const agentId of new Set([...stretches.map((stretch) => stretch.agentId), replier?.agentId ?? null])) {
    if (agentId === null) continue;
    const waitMs = agentWaitMs(round, agentId);
    if (waitMs === null) continue;
    if (waitMs > limitMs) verdicts.push({ at: instantOfHolding(round, agentId, limitMs), hit: false, agentId, teamId: null, round });
    else if (agentId === replier?.agentId) verdicts.push({ at: to, hit: true, agentId, teamId: null, round });
  }
  return verdicts;
}

/** When an agent's stretches had added up to so many milliseconds. */
function instantOfHolding({ stretches }: Round, agentId: string, ms: number): number {
  let held = 0;
  for (const { agentId: holder, from, to } of stretches) {
    if (holder !== agentId) continue;
    if (held + to - from >= ms) return from + ms - held;
    held += to - from;
  }
  throw new RangeError('never held so long');
}
