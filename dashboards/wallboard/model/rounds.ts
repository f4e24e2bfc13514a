import type { WaitingRow } from '@watchfloor/contracts/live';

/** A customer waiting for a human, with the instants (epoch ms) at which the wait began, is warned of and passes its own limit. */
export type Round = { row: WaitingRow; id: string; sinceMs: number; warnAt: number; dueAt: number };
export type Urgency = 'overdue' | 'savable' | 'calm';
export type RoundGroups = Record<Urgency, Round[]>;

/** The waiting list nearest to its own limit first, the longest overdue at the head; an order that time does not change. */
export function orderRounds(waiting: WaitingRow[]): Round[] {
  const rounds = waiting.map((row) => {
    const sinceMs = Date.parse(row.since);
    return { row, id: row.conversationId, sinceMs, warnAt: sinceMs + row.warningMs, dueAt: sinceMs + row.limitMs };
  });
  return rounds.sort((a, b) => a.dueAt - b.dueAt || a.sinceMs - b.sinceMs || (a.id < b.id ? -1 : 1));
}

/** Where a wait stands at `now`: past its limit, past its warning only, or in time (metrics.md: overdue, savable). */
export function urgencyAt(limits: { warnAt: number; dueAt: number }, now: number): Urgency {
  if (now >= limits.dueAt) return 'overdue';
  return now >= limits.warnAt ? 'savable' : 'calm';
}

/** The rounds by urgency at `now`, each group in the order it came. */
export function groupRounds(rounds: Round[], now: number): RoundGroups {
  const groups: RoundGroups = { overdue: [], savable: [], calm: [] };
  for (const round of rounds) groups[urgencyAt(round, now)].push(round);
  return groups;
}

/**
 * How many rounds are overdue and how many savable, as a text. Of one list it names the grouping itself: rounds only move from calm to savable
 * to overdue, so as long as both counts stay nothing has moved.
 */
export function groupingKey(rounds: Round[], now: number): string {
  let overdue = 0;
  let savable = 0;
  for (const round of rounds) {
    const urgency = urgencyAt(round, now);
    if (urgency === 'overdue') overdue += 1;
    else if (urgency === 'savable') savable += 1;
  }
  return `${overdue}/${savable}`;
}
