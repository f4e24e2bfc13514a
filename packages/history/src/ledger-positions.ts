import { sql } from 'kysely';
import type { History, HistoryTransaction } from './connect.ts';

const NONE = '0-0';

/** A partition's move from the entry that was the last in to the one that is the last now; `logId`: the last log entry that its facts speak of. */
export type PositionMove = { partition: number; from: string; to: string; logId: string; committedThrough: number };

/** The stored positions are not where the caller believed: somebody else wrote, or an earlier commit of ours was done after all. */
export class PositionMoved extends Error {
  override readonly name = 'PositionMoved';
}

/** Partition -> the last fact entry that is in, '0-0' for none; makes what is missing. */
export async function readPositions(db: History, partitions: number): Promise<Map<number, string>> {
  const stored = await db.selectFrom('ledger_positions').select(['partition', 'fact_id']).where('partition', '<', partitions).execute();
  const positions = new Map(stored.map((row) => [row.partition, row.fact_id]));
  const missing = Array.from({ length: partitions }, (_, partition) => partition).filter((partition) => !positions.has(partition));
  if (missing.length === 0) return positions;
  await db
    .insertInto('ledger_positions')
    .values(missing.map((partition) => ({ partition, fact_id: NONE, committed_through: 0 })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return readPositions(db, partitions);
}

/**
 * Moves the positions of one transaction, all or none; a second writer waits here and then finds them moved.
 * @throws PositionMoved when one of them is not where `from` says; the transaction must be rolled back.
 */
export async function movePositions(trx: HistoryTransaction, moves: readonly PositionMove[]): Promise<void> {
  const partitions = moves.map((move) => move.partition);
  // Locked in order, or two writers could wait for one another.
  const result = await sql`
    update ledger_positions as held set fact_id = move.to_id, log_id = move.log_id, committed_through = move.committed_through
    from unnest(
      ${partitions}::int[], ${moves.map((move) => move.from)}::text[],
      ${moves.map((move) => move.to)}::text[], ${moves.map((move) => move.logId)}::text[],
      ${moves.map((move) => move.committedThrough)}::bigint[]
    ) as move (partition, from_id, to_id, log_id, committed_through),
    (select partition from ledger_positions where partition = any(${partitions}::int[]) order by partition for update) as locked
    where held.partition = move.partition and held.partition = locked.partition and held.fact_id = move.from_id`.execute(trx);
  const moved = Number(result.numAffectedRows ?? 0);
  if (moved !== moves.length) throw new PositionMoved(`${moves.length - moved} of ${moves.length} partitions are elsewhere`);
}

/** The last log entry that the recorded facts of each partition speak of. */
export const readLogPositions = (db: History): Promise<{ partition: number; logId: string }[]> =>
  db.selectFrom('ledger_positions').select(['partition', 'log_id as logId']).execute();

/** Keeps everyone else from recording facts of a partition until the transaction ends; gives the last log entry that its recorded facts speak of. */
export async function lockPosition(trx: HistoryTransaction, partition: number): Promise<string> {
  const row = await trx.selectFrom('ledger_positions').select('log_id').where('partition', '=', partition).forUpdate().executeTakeFirst();
  return row?.log_id ?? NONE;
}
