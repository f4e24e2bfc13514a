import type { History, HistoryTransaction } from '@watchfloor/history/connect';
import { insertRows } from '@watchfloor/history/insert-rows';
import { movePositions, type PositionMove } from '@watchfloor/history/ledger-positions';
import type { LedgerTable } from '@watchfloor/history/ledger-tables';
import type { FactEntry } from '@watchfloor/redis/fact-reader';
import { FIRST_ID } from '@watchfloor/redis/stream-id';
import { deriveRows, type LedgerRows } from './derive-rows.ts';

export type Written = { moves: PositionMove[]; rows: Map<LedgerTable, number> };

/**
 * Writes what some entries say, and the positions after them, in one transaction: all of it or nothing. `positions` is where each
 * partition stands; it is not changed here.
 * @throws PositionMoved when the stored positions differ: nothing was written.
 */
export async function writeEntries(db: History, entries: readonly FactEntry[], positions: ReadonlyMap<number, string>): Promise<Written> {
  const moves = movesOf(entries, positions);
  const derived = deriveRows(entries);
  const rows = await db.transaction().execute(async (trx) => {
    // First, because it waits for another writer, and then finds that there is nothing left to do.
    await movePositions(trx, moves);
    return insertAll(trx, derived);
  });
  return { moves, rows };
}

function movesOf(entries: readonly FactEntry[], positions: ReadonlyMap<number, string>): PositionMove[] {
  const moves = new Map<number, PositionMove>();
  for (const { partition, id, batch } of entries) {
    const from = positions.get(partition) ?? FIRST_ID;
    moves.set(partition, { partition, from, to: id, committedThrough: batch.committedAt });
  }
  return [...moves.values()];
}

async function insertAll(trx: HistoryTransaction, derived: LedgerRows): Promise<Map<LedgerTable, number>> {
  const counts = new Map<LedgerTable, number>();
  const insert = async <T extends LedgerTable>(table: T) => {
    const rows = derived[table];
    if (rows.size > 0) counts.set(table, await insertRows(trx, table, [...rows.values()]));
  };
  for (const table of Object.keys(derived) as LedgerTable[]) await insert(table);
  return counts;
}
