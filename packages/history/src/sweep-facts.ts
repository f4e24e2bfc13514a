import { sql } from 'kysely';
import type { History } from './connect.ts';
import { type DayPartition, listDayPartitions } from './day-partitions.ts';

/** Rows of one statement: none may hold its locks long. */
const CHUNK = 10_000;
/** Dropping waits for whoever reads, and everybody else would wait behind it: then another time. */
const LOCK_MS = 2_000;

/** What is kept no longer: of these floors (`tenant/floor`) what was before an instant, epoch ms. */
export type FactRetention = { before: number; floors: readonly string[] };

/**
 * Takes away facts that are kept no longer, and the figures that were rolled up of their time: first the figures, so that none is ever shown that
 * has lost its facts; then whole days of facts that hold nothing else, and of the others these floors' share. Ends early when told to.
 * @throws a lock timeout (55P03) when somebody reads for long: try again later.
 */
export async function sweepFacts(
  db: History,
  retention: FactRetention,
  signal?: AbortSignal,
): Promise<{ dropped: string[]; deleted: number }> {
  const swept = { dropped: [] as string[], deleted: 0 };
  const { floors } = retention;
  if (floors.length === 0) return swept;
  const old = (await listDayPartitions(db, 'facts')).filter(({ to }) => to <= retention.before);
  const last = old.at(-1);
  if (!last) return swept;
  await sweepFigures(db, { before: last.to, floors });
  swept.deleted += await inChunks(db, 'early_facts', sql`floor = any(${floors}::text[]) and day < ${last.to}`, signal);
  for (const partition of old) {
    if (signal?.aborted) break;
    if (await holdsOthers(db, partition, floors)) {
      swept.deleted += await inChunks(db, partition.table, sql`floor = any(${floors}::text[])`, signal);
      continue;
    }
    await db.transaction().execute(async (trx) => {
      await sql`set local lock_timeout = ${sql.lit(LOCK_MS)}`.execute(trx);
      await sql`drop table ${sql.table(partition.table)}`.execute(trx);
    });
    swept.dropped.push(partition.table);
  }
  return swept;
}

/** In one transaction: an hour that is not known of has no facts, whatever was rolled up of it. */
async function sweepFigures(db: History, { before, floors }: FactRetention): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`delete from fact_hours where floor = any(${floors}::text[]) and hour < ${before}`.execute(trx);
    await sql`delete from rollup_spans where floor = any(${floors}::text[]) and start < ${before}`.execute(trx);
    await sql`delete from rollups where floor = any(${floors}::text[]) and start < ${before}`.execute(trx);
  });
}

async function holdsOthers(db: History, { table }: DayPartition, floors: readonly string[]): Promise<boolean> {
  const { rows } = await sql`select 1 from ${sql.table(table)} where floor <> all(${floors}::text[]) limit 1`.execute(db);
  return rows.length > 0;
}

async function inChunks(db: History, table: string, which: ReturnType<typeof sql>, signal?: AbortSignal): Promise<number> {
  const some = sql`select ctid from ${sql.table(table)} where ${which} limit ${CHUNK}`;
  for (let total = 0; ; ) {
    if (signal?.aborted) return total;
    const { numAffectedRows = 0n } = await sql`delete from ${sql.table(table)} where ctid = any (array(${some}))`.execute(db);
    total += Number(numAffectedRows);
    if (numAffectedRows < CHUNK) return total;
  }
}
