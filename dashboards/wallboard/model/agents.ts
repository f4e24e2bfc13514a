import type { AgentRow } from '@watchfloor/contracts/live';
import { type Round, urgencyAt } from './rounds.ts';

/** An agent with the rounds that wait for him, taken from the action list: `oldest` first begun, `nearest` first to pass its limit. */
export type Agent = { row: AgentRow; id: string; rounds: Round[]; oldest: Round | null; nearest: Round | null };

/** Agents with their share of the waiting list; an agent without any costs nothing. */
export function agentsWith(rows: AgentRow[], rounds: Round[]): Agent[] {
  const byAgent = new Map<string, Round[]>();
  for (const round of rounds) {
    if (round.row.agentId === null) continue;
    const held = byAgent.get(round.row.agentId);
    if (held) held.push(round);
    else byAgent.set(round.row.agentId, [round]);
  }
  return rows.map((row) => {
    const held = byAgent.get(row.id) ?? [];
    let oldest: Round | null = null;
    for (const round of held) if (oldest === null || round.sinceMs < oldest.sinceMs) oldest = round;
    return { row, id: row.id, rounds: held, oldest, nearest: held[0] ?? null };
  });
}

const count = (agent: Agent, urgency: 'overdue' | 'savable', now: number): number =>
  agent.rounds.reduce((sum, round) => sum + (urgencyAt(round, now) === urgency ? 1 : 0), 0);

/**
 * Who needs help, worst first at `now`: most overdue, most savable, nearest to a limit, fullest, most untouched tickets, slowest; those off
 * duty with nothing waiting last; equals by name.
 */
export function worstFirst(now: number): (a: Agent, b: Agent) => number {
  const offDuty = (agent: Agent): number => (agent.row.status === 'offline' && agent.rounds.length === 0 ? 1 : 0);
  return (a, b) =>
    count(b, 'overdue', now) - count(a, 'overdue', now) ||
    count(b, 'savable', now) - count(a, 'savable', now) ||
    offDuty(a) - offDuty(b) ||
    (a.nearest?.dueAt ?? Number.MAX_SAFE_INTEGER) - (b.nearest?.dueAt ?? Number.MAX_SAFE_INTEGER) ||
    (b.row.load ?? 0) - (a.row.load ?? 0) ||
    b.row.unhandledTickets - a.row.unhandledTickets ||
    (b.row.response.p90Ms ?? 0) - (a.row.response.p90Ms ?? 0) ||
    (a.row.name < b.row.name ? -1 : 1);
}
