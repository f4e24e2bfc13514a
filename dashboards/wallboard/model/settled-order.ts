/** An order is kept this long, milliseconds, so that a row does not run from under the pointer (screens.md). */
export const SETTLE_MS = 5_000;

/** The ids in the order shown, and the local reading (ms) at which they were last sorted. */
export type SettledOrder = { ids: string[]; at: number };

/**
 * Rows in an order that changes at most every `SETTLE_MS`: between two sorts known rows stay, new ones go last, gone ones leave. `at` is the
 * local reading now.
 */
export function settleOrder<Row extends { id: string }>(
  last: SettledOrder | null,
  rows: Row[],
  compare: (a: Row, b: Row) => number,
  at: number,
): { order: SettledOrder; rows: Row[] } {
  if (last === null || at - last.at >= SETTLE_MS || last.ids.length === 0) {
    const sorted = [...rows].sort(compare);
    return { order: { ids: sorted.map((row) => row.id), at }, rows: sorted };
  }
  const byId = new Map(rows.map((row) => [row.id, row]));
  const kept: Row[] = [];
  for (const id of last.ids) {
    const row = byId.get(id);
    if (row === undefined) continue;
    byId.delete(id);
    kept.push(row);
  }
  const shown = [...kept, ...[...byId.values()].sort(compare)];
  return { order: { ids: shown.map((row) => row.id), at: last.at }, rows: shown };
}
