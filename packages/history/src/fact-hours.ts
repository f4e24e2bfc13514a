import { sql } from 'kysely';
import type { HistoryTransaction } from './connect.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** No day and no month is longer. */
const LONGEST_SPAN_MS = 32 * DAY_MS;

/** The UTC hour, or day, of an instant: when it began. */
export const hourOf = (at: number): number => Math.floor(at / HOUR_MS) * HOUR_MS;
export const dayOf = (at: number): number => Math.floor(at / DAY_MS) * DAY_MS;

/**
 * Notes that facts of some UTC hours change in this transaction. What was rolled up of them, and of the days and months around them, holds no
 * more: in the same transaction, so that nobody ever sees a figure that has gone stale.
 *
 * The caller has locked each floor's row of `floor_through`, as whoever completes a span does: so no span is completed while its facts change.
 */
export async function touchHours(trx: HistoryTransaction, hours: ReadonlyMap<string, ReadonlySet<number>>): Promise<void> {
  const touched = [...hours].flatMap(([floor, starts]) => [...starts].map((hour) => ({ floor, hour })));
  if (touched.length === 0) return;
  await sql`
    with touched as (
      insert into fact_hours (floor, hour)
      select * from unnest(${touched.map(({ floor }) => floor)}::text[], ${touched.map(({ hour }) => hour)}::bigint[])
      on conflict (floor, hour) do update set version = fact_hours.version + 1, todo = true
      returning floor, hour, rolled = version - 1 as was_complete
    )
    delete from rollup_spans as span using touched
    where touched.was_complete and span.floor = touched.floor and span.until > touched.hour
      and span.start <= touched.hour and span.start > touched.hour - ${LONGEST_SPAN_MS}`.execute(trx);
}
