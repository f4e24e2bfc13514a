import type { Delta, Snapshot } from '@watchfloor/contracts/live';

type Change<Row> = { set: readonly Partial<Row>[]; gone: string[] } | undefined;

/**
 * What came of a delta. `gap`: deltas are missing, ask for a snapshot. `stale`: already in. `foreign`: of another floor or window, left over
 * from an earlier subscription.
 */
export type Applied =
  | { kind: 'applied'; snapshot: Snapshot }
  | { kind: 'gap'; expected: number; got: number }
  | { kind: 'stale' }
  | { kind: 'foreign' };

/**
 * Rows after a change. A known row keeps its place and what the change does not name of it, a new one goes last, one both gone and set is new again;
 * untouched rows keep their identity so that a view may skip them, and without a change the list itself does.
 */
export function applyChange<Row>(rows: Row[], change: Change<Row>, keyOf: (row: Partial<Row>) => string | undefined): Row[] {
  if (!change || (change.set.length === 0 && change.gone.length === 0)) return rows;
  const set = new Map(change.set.map((row) => [keyOf(row), row]));
  const gone = new Set(change.gone);
  const next: Row[] = [];
  for (const row of rows) {
    const key = keyOf(row) ?? '';
    const fresh = set.get(key);
    if (fresh !== undefined) {
      set.delete(key);
      next.push(gone.has(key) ? (fresh as Row) : { ...row, ...fresh });
    } else if (!gone.has(key)) next.push(row);
  }
  // The contract: what is new is whole.
  for (const row of set.values()) next.push(row as Row);
  return next;
}

const idOf = (row: { id?: string }): string | undefined => row.id;

/** The next snapshot from the last one and the delta that follows it; the old one is left as it was. Pure. */
export function applyDelta(snapshot: Snapshot, delta: Delta): Applied {
  if (delta.floorId !== snapshot.floorId || delta.window !== snapshot.window) return { kind: 'foreign' };
  if (delta.seq <= snapshot.seq) return { kind: 'stale' };
  if (delta.seq !== snapshot.seq + 1) return { kind: 'gap', expected: snapshot.seq + 1, got: delta.seq };
  const next: Snapshot = {
    ...snapshot,
    seq: delta.seq,
    asOf: delta.asOf,
    from: delta.from,
    to: delta.to,
    floor: delta.floor ? { ...snapshot.floor, ...delta.floor } : snapshot.floor,
    teams: applyChange(snapshot.teams, delta.teams, idOf),
    agents: applyChange(snapshot.agents, delta.agents, idOf),
    shops: applyChange(snapshot.shops, delta.shops, idOf),
    channels: applyChange(snapshot.channels, delta.channels, idOf),
    waiting: applyChange(snapshot.waiting, delta.waiting, (row) => row.conversationId),
    tickets: applyChange(snapshot.tickets, delta.tickets, (row) => row.ticketId),
    departments: applyChange(snapshot.departments, delta.departments, idOf),
    alerts: applyChange(snapshot.alerts, delta.alerts, idOf),
  };
  return { kind: 'applied', snapshot: next };
}
