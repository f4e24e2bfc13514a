import { sql } from 'kysely';
import type { History, HistoryTransaction } from './connect.ts';
import type { FloorThroughRow } from './schema.ts';

/**
 * One at a time counts cohorts: false when somebody else does. Held until the transaction ends. Everything in it is found by an index: of a partition of
 * today that has no statistics yet the server might think that some hundred conversations are all there are.
 */
export async function takeCohortTurn(trx: HistoryTransaction): Promise<boolean> {
  await sql`set local enable_seqscan = off`.execute(trx);
  const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(hashtext('cohorts')) as mine`.execute(trx);
  return rows[0]?.mine ?? false;
}

/** The same, and waits for it. */
export async function awaitCohortTurn(trx: HistoryTransaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('cohorts'))`.execute(trx);
}

/** Up to which event time each floor is in the ledger. */
export const readThroughs = (db: History): Promise<FloorThroughRow[]> => db.selectFrom('floor_through').selectAll().execute();

/** Everything up to there is counted; `at` is the wall clock, epoch ms. */
export async function noteCohortProgress(trx: HistoryTransaction, throughs: readonly FloorThroughRow[], at: number): Promise<void> {
  await sql`
    insert into cohort_progress (floor, through, at)
    select floor, through, ${at}::bigint
    from unnest(${throughs.map(({ floor }) => floor)}::text[], ${throughs.map(({ through }) => through)}::bigint[]) as counted (floor, through)
    on conflict (floor) do update set through = excluded.through, at = excluded.at`.execute(trx);
}

/** Up to when the cohorts of a floor are counted, by its own clock, epoch ms; null before the first time. */
export async function readCohortProgress(trx: HistoryTransaction, floor: string, clock: 'wall' | 'event'): Promise<number | null> {
  const row = await trx.selectFrom('cohort_progress').selectAll().where('floor', '=', floor).executeTakeFirst();
  return row ? (clock === 'wall' ? row.at : row.through) : null;
}
