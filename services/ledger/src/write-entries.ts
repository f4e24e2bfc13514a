import { markCustomers } from '@watchfloor/history/cohort-marks';
import type { History, HistoryTransaction } from '@watchfloor/history/connect';
import { DayPartitions } from '@watchfloor/history/day-partitions';
import { deleteRows } from '@watchfloor/history/delete-rows';
import { dayOf, touchHours } from '@watchfloor/history/fact-hours';
import { deleteEarlyFacts, deleteFacts, insertEarlyFacts, insertFacts } from '@watchfloor/history/fact-rows';
import { insertRows } from '@watchfloor/history/insert-rows';
import { movePositions, type PositionMove } from '@watchfloor/history/ledger-positions';
import type { LedgerTable } from '@watchfloor/history/ledger-tables';
import type { Database } from '@watchfloor/history/schema';
import type { FactEntry } from '@watchfloor/redis/fact-reader';
import { FIRST_ID } from '@watchfloor/redis/stream-id';
import { type Derived, deriveRows, type RowChanges } from './derive-rows.ts';
import { leaveRestated } from './leave-restated.ts';
import { tellMappedAnew } from './tell-mapped-anew.ts';

/** Rows inserted or changed, and rows deleted, by table. */
type WrittenTable = LedgerTable | 'facts' | 'early_facts';
export type Counts = { rows: Map<WrittenTable, number>; deleted: Map<WrittenTable, number> };
export type Written = Counts & { moves: PositionMove[] };

/**
 * Writes what some entries say, and the positions after them, in one transaction: all of it or nothing. `positions` is where each
 * partition stands; it is not changed here.
 * @throws PositionMoved when the stored positions differ: nothing was written.
 */
export async function writeEntries(db: History, entries: readonly FactEntry[], positions: ReadonlyMap<number, string>): Promise<Written> {
  const moves = movesOf(entries, positions);
  const derived = deriveRows(entries);
  const days = partitionsOf(db);
  await days.ensure(new Set([...derived.rows.facts.stand.values()].map(({ at }) => dayOf(at))));
  try {
    const counts = await db.transaction().execute(async (trx) => {
      // First, because it waits for another writer, and then finds that there is nothing left to do.
      await movePositions(trx, moves);
      const counts = await changeAll(trx, await leaveRestated(trx, entries, derived));
      await tellMappedAnew(trx, entries);
      return counts;
    });
    return { moves, ...counts };
  } catch (error) {
    // A partition that was known may be gone.
    days.forget();
    throw error;
  }
}

const known = new WeakMap<History, DayPartitions>();

function partitionsOf(db: History): DayPartitions {
  const days = known.get(db) ?? new DayPartitions(db, 'facts');
  known.set(db, days);
  return days;
}

function movesOf(entries: readonly FactEntry[], positions: ReadonlyMap<number, string>): PositionMove[] {
  const moves = new Map<number, PositionMove>();
  for (const { partition, id, batch } of entries) {
    const from = positions.get(partition) ?? FIRST_ID;
    moves.set(partition, { partition, from, to: id, logId: batch.logId, committedThrough: batch.committedAt });
  }
  return [...moves.values()];
}

async function changeAll(trx: HistoryTransaction, { rows, hours, marks }: Derived): Promise<Counts> {
  const counts: Counts = { rows: new Map(), deleted: new Map() };
  const change = async <Row>(table: WrittenTable, changes: RowChanges<Row>, write: Write<Row>) => {
    const { stand, gone } = changes;
    if (gone.size > 0) counts.deleted.set(table, await write.delete(trx, [...gone.values()]));
    if (stand.size > 0) counts.rows.set(table, await write.insert(trx, [...stand.values()]));
  };
  const changeTable = <T extends LedgerTable>(table: T) => change(table, rows[table] as RowChanges<Database[T]>, writerOf(table));
  // Before the hours: whoever completes the figures of a span waits here, or this waits for him.
  await changeTable('floor_through');
  await touchHours(trx, hours);
  await change('facts', rows.facts, { insert: insertFacts, delete: deleteFacts });
  await change('early_facts', rows.early_facts, { insert: insertEarlyFacts, delete: deleteEarlyFacts });
  await markCustomers(trx, marks);
  await changeTable('agents');
  await changeTable('ignored_events');
  await changeTable('late_events');
  return counts;
}

type Write<Row> = Record<'insert' | 'delete', (trx: HistoryTransaction, rows: Row[]) => Promise<number>>;

const writerOf = <T extends LedgerTable>(table: T): Write<Database[T]> => ({
  insert: (trx, rows) => insertRows(trx, table, rows),
  delete: (trx, rows) => deleteRows(trx, table, rows),
});
