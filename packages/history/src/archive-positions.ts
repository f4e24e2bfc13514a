import { sql } from 'kysely';
import type { History, HistoryTransaction } from './connect.ts';
import { PositionMoved } from './ledger-positions.ts';

const NONE = '0-0';

/** A partition's move from the log entry that was the last in to the one that is the last now. */
export type ArchiveMove = { partition: number; from: string; to: string };

/** Partition -> the last log entry that is in the archive, '0-0' for none; makes what is missing. */
export async function readArchivePositions(db: History, partitions: number): Promise<Map<number, string>> {
  await sql`
    insert into archive_positions (partition, log_id) select partition, ${NONE} from generate_series(0, ${partitions - 1}) as partition
    on conflict do nothing`.execute(db);
  const stored = await db.selectFrom('archive_positions').selectAll().where('partition', '<', partitions).execute();
  return new Map(stored.map((row) => [row.partition, row.log_id]));
}

/**
 * Moves the positions of one transaction, all or none; a second writer waits here and then finds them moved.
 * @throws PositionMoved when one of them is not where `from` says; the transaction must be rolled back.
 */
export async function moveArchivePositions(trx: HistoryTransaction, moves: readonly ArchiveMove[]): Promise<void> {
  const partitions = moves.map(({ partition }) => partition);
  // Locked in order, or two writers could wait for one another.
  const result = await sql`
    update archive_positions as held set log_id = move.to_id
    from unnest(${partitions}::int[], ${moves.map(({ from }) => from)}::text[], ${moves.map(({ to }) => to)}::text[])
      as move (partition, from_id, to_id),
    (select partition from archive_positions where partition = any(${partitions}::int[]) order by partition for update) as locked
    where held.partition = move.partition and held.partition = locked.partition and held.log_id = move.from_id`.execute(trx);
  const moved = Number(result.numAffectedRows ?? 0);
  if (moved !== moves.length) throw new PositionMoved(`${moves.length - moved} of ${moves.length} partitions of the archive are elsewhere`);
}
