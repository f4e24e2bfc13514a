import type { History, HistoryTransaction } from '@watchfloor/history/connect';
import { deleteRows } from '@watchfloor/history/delete-rows';
import { insertRows } from '@watchfloor/history/insert-rows';
import { movePositions, type PositionMove } from '@watchfloor/history/ledger-positions';
import type { LedgerTable } from '@watchfloor/history/ledger-tables';
import type { FactEntry } from '@watchfloor/redis/fact-reader';
import { FIRST_ID } from '@watchfloor/redis/stream-id';
import { deriveRows, type LedgerRows } from './derive-rows.ts';

/** Rows inserted or changed, and rows deleted, by table. */
export type Counts = { rows: Map<LedgerTable, number>; deleted: Map<LedgerTable, number> };
export type Written = Counts & { moves: PositionMove[] };

/**
 * Writes what some entries say, and the positions after them, in one transaction: all of it or nothing. `positions` is where each
 * partition stands; it is not changed here.
 * @throws PositionMoved when the stored positions differ: nothing was written.
 */
export async function writeEntries(db: History, entries: readonly FactEntry[], positions: ReadonlyMap<number, string>): Promise<Written> {
  const moves = movesOf(entries, positions);
  const derived = deriveRows(entries);
  const counts = await db.transaction().execute(async (trx) => {
    // First, because it waits for another writer, and then finds that there is nothing left to do.
    await movePositions(trx, moves);
    return changeAll(trx, derived);
  });
  return { moves, ...counts };
}

function movesOf(entries: readonly FactEntry[], positions: ReadonlyMap<number, string>): PositionMove[] {
  const moves = new Map<number, PositionMove>();
  for (const { partition, id, batch } of entries) {
    const from = positions.get(partition) ?? FIRST_ID;
    moves.set(partition, { partition, from, to: id, committedThrough: batch.committedAt });
  }
  return [...moves.values()];
}

async function changeAll(trx: HistoryTransaction, derived: LedgerRows): Promise<Counts> {
  const counts: Counts = { rows: new Map(), deleted: new Map() };
  const change = async <T extends LedgerTable>(table: T) => {
    const { stand, gone } = derived[table];
    if (gone.size > 0) counts.deleted.set(table, await deleteRows(trx, table, [...gone.values()]));
    if (stand.size > 0) counts.rows.set(table, await insertRows(trx, table, [...stand.values()]));
  };
  for (const table of Object.keys(derived) as LedgerTable[]) await change(table);
  return counts;
}
