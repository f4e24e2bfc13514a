import type { LoggedEvent } from '@watchfloor/contracts/event';

/** Whose an account is, half-open, epoch ms, null for an open end. */
export type AccountRow = { account: string; personId: string; from: number | null; to: number | null };

/** Whose an account was at an instant; one that nobody had stands for itself. */
export function whose(rows: readonly AccountRow[], account: string, at: number): string {
  const mine = rows.filter((row) => row.account === account);
  return (
    mine.find(({ from, to }) => (from ?? Number.NEGATIVE_INFINITY) <= at && at < (to ?? Number.POSITIVE_INFINITY))?.personId ?? account
  );
}

/** Events with people instead of accounts; changes of status, which are an account's, as they are. */
export function byPerson(rows: readonly AccountRow[], events: readonly LoggedEvent[]): LoggedEvent[] {
  return events.map((event) => {
    const { data, time } = event;
    if (!('agentId' in data) || data.agentId === undefined) return event;
    return { ...event, data: { ...data, agentId: whose(rows, data.agentId, time) } } as LoggedEvent;
  });
}
