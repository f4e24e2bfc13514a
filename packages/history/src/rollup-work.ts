import type { FloorDay } from '@watchfloor/core/window/calendar-spans';
import { sql } from 'kysely';
import type { History } from './connect.ts';
import { holdFloor } from './rollups.ts';

/** A UTC hour with facts that is not in a day's figures yet. `through`: the greatest event time of its floor. */
export type HourToDo = { floor: string; hour: number; rolled: boolean; through: number };

/** The hours that are still to be rolled up or to be put into days, in the order of time, floor by floor. */
export async function readHoursToDo(db: History): Promise<HourToDo[]> {
  const { rows } = await sql<HourToDo>`
    select hour.floor, hour, rolled = version as rolled, through from fact_hours as hour join floor_through using (floor)
    where todo order by floor, hour`.execute(db);
  return rows;
}

/** The days of floors that are in no month's figures yet: when they began. */
export async function readDaysToDo(db: History): Promise<{ floor: string; start: number; through: number }[]> {
  return db
    .selectFrom('rollup_spans')
    .innerJoin('floor_through', 'floor_through.floor', 'rollup_spans.floor')
    .select(['rollup_spans.floor', 'start', 'through'])
    .where('tier', '=', 'day')
    .where('todo', '=', true)
    .execute();
}

/** An hour of a floor whose days are not made of UTC hours will never be in a day's figures. */
export async function leaveHourAlone(db: History, floor: string, hour: number): Promise<void> {
  await sql`update fact_hours set todo = false where floor = ${floor} and hour = ${hour} and rolled = version`.execute(db);
}

/** By which days the days of each floor were rolled up. */
export async function readDayRules(db: History): Promise<Map<string, FloorDay>> {
  const rows = await db.selectFrom('rollup_days').selectAll().execute();
  return new Map(rows.map(({ floor, zone, day_start }) => [floor, { zone, dayStart: day_start }]));
}

/**
 * Notes by which days a floor's are rolled up. When it was by others, the figures of its days and months go, and its hours are put together anew.
 */
export async function keepDaysOf(db: History, floor: string, { zone, dayStart }: FloorDay): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await holdFloor(trx, floor);
    await trx
      .insertInto('rollup_days')
      .values({ floor, zone, day_start: dayStart })
      .onConflict((conflict) => conflict.column('floor').doUpdateSet({ zone, day_start: dayStart }))
      .execute();
    await trx.deleteFrom('rollup_spans').where('floor', '=', floor).execute();
    await trx.deleteFrom('rollups').where('floor', '=', floor).where('tier', 'in', ['day', 'month']).execute();
    await trx.updateTable('fact_hours').set({ todo: true }).where('floor', '=', floor).where('todo', '=', false).execute();
  });
}
