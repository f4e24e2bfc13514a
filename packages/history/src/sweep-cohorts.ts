import { sql } from 'kysely';
import { awaitCohortTurn } from './cohort-progress.ts';
import type { History } from './connect.ts';

/**
 * Takes away what cohorts are made from and what they add up to, of these floors (`tenant/floor`), of before an instant (epoch ms), which is the beginning
 * of a UTC day. All at once, and while nobody counts: a sum never misses what it is of.
 * @returns how many rows went.
 */
export async function sweepCohorts(db: History, { before, floors }: { before: number; floors: readonly string[] }): Promise<number> {
  if (floors.length === 0) return 0;
  return db.transaction().execute(async (trx) => {
    await awaitCohortTurn(trx);
    let deleted = 0;
    for (const [table, column] of [
      ['cohort_hours', 'hour'],
      ['cohort_items', 'at'],
      ['cohort_talks', 'day'],
      ['order_events', 'at'],
    ] as const) {
      const { numAffectedRows = 0n } = await sql`
        delete from ${sql.table(table)} where floor = any(${floors}::text[]) and ${sql.ref(column)} < ${before}`.execute(trx);
      deleted += Number(numAffectedRows);
    }
    return deleted;
  });
}
