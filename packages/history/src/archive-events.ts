import { sql } from 'kysely';
import { binaryIntegers, binaryTexts } from './binary-array.ts';
import type { HistoryTransaction } from './connect.ts';
import type { ArchiveRow } from './schema.ts';

/**
 * Writes events with one statement, an array a column; their days must have partitions. An event that is there already stays as it is.
 * @returns how many are new.
 */
export async function archiveEvents(trx: HistoryTransaction, rows: readonly ArchiveRow[]): Promise<number> {
  if (rows.length === 0) return 0;
  const texts = (name: 'floor' | 'source' | 'id' | 'type' | 'subject' | 'data') =>
    sql`${binaryTexts(rows.map((row) => row[name]))}::text[]`;
  const numbers = (name: 'at' | 'rank' | 'received') => sql`${binaryIntegers(rows.map((row) => row[name]))}::bigint[]`;
  const result = await sql`
    insert into archive (floor, at, rank, source, id, received, type, subject, data)
    select * from unnest(
      ${texts('floor')}, ${numbers('at')}, ${numbers('rank')}, ${texts('source')}, ${texts('id')}, ${numbers('received')},
      ${texts('type')}, ${texts('subject')}, ${texts('data')}
    ) on conflict do nothing`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
}
