import { sql } from 'kysely';
import type { History } from './connect.ts';
import { type DayPartition, listDayPartitions } from './day-partitions.ts';

/** Rows of one statement: none may hold its locks long. */
const CHUNK = 10_000;
/** Dropping waits for whoever reads, a back-up say, and everybody else would wait behind it: then another time. */
const LOCK_MS = 2_000;

/** What is kept no longer: of these floors (`tenant/floor`) what both happened and came in before an instant, epoch ms. */
export type ArchiveRetention = { before: number; floors: ReadonlySet<string> };

/**
 * Takes away what the archive keeps no longer: whole partitions that are older and hold nothing else; from the others row by row. A day that
 * holds other floors too, say what was replayed into it, loses only its share. Ends early when told to.
 * @throws a lock timeout (55P03) when somebody reads for long: nothing is half done, try again later.
 */
export async function sweepArchive(
  db: History,
  { before, floors }: ArchiveRetention,
  signal?: AbortSignal,
): Promise<{ dropped: string[]; deleted: number }> {
  const swept = { dropped: [] as string[], deleted: 0 };
  for (const partition of await listDayPartitions(db, 'archive')) {
    if (partition.to > before || signal?.aborted) break;
    const held = await floorsIn(db, partition);
    const going = held.filter((floor) => floors.has(floor));
    if (going.length < held.length || (await hasReceivedSince(db, partition, before))) {
      if (going.length > 0) swept.deleted += await deleteFrom(db, partition, { before, floors: going }, signal);
      continue;
    }
    // An event of this day that comes in just now goes with it: by its own time it is not kept any longer either.
    await db.transaction().execute(async (trx) => {
      await sql`set local lock_timeout = ${sql.lit(LOCK_MS)}`.execute(trx);
      await sql`drop table ${sql.table(partition.table)}`.execute(trx);
    });
    swept.dropped.push(partition.table);
  }
  return swept;
}

/** The floors that have events in a partition: from one to the next along the key, however many events each has. */
async function floorsIn(db: History, { table }: DayPartition): Promise<string[]> {
  const { rows } = await sql<{ floor: string }>`
    with recursive held as (
      (select floor from ${sql.table(table)} order by floor limit 1)
      union all
      select (select floor from ${sql.table(table)} as next where next.floor > held.floor order by floor limit 1) from held
      where held.floor is not null
    ) select floor from held where floor is not null`.execute(db);
  return rows.map(({ floor }) => floor);
}

async function hasReceivedSince(db: History, { table }: DayPartition, instant: number): Promise<boolean> {
  const { rows } = await sql`select 1 from ${sql.table(table)} where received >= ${instant} limit 1`.execute(db);
  return rows.length > 0;
}

type Share = { before: number; floors: string[] };

async function deleteFrom(db: History, { table }: DayPartition, { before, floors }: Share, signal?: AbortSignal): Promise<number> {
  const some = sql`select ctid from ${sql.table(table)} where floor = any(${floors}::text[]) and received < ${before} limit ${CHUNK}`;
  for (let total = 0; ; ) {
    if (signal?.aborted) return total;
    const { numAffectedRows = 0n } = await sql`delete from ${sql.table(table)} where ctid = any (array(${some}))`.execute(db);
    total += Number(numAffectedRows);
    if (numAffectedRows < CHUNK) return total;
  }
}
