import type { FloorEntry } from '@watchfloor/contracts/floor';
import { dayAround } from '@watchfloor/core/window/calendar-spans';
import type { History, HistoryTransaction } from './connect.ts';
import type { Span } from './cover-range.ts';
import type { SealedDayRow } from './schema.ts';

const HOUR_MS = 3_600_000;

type Seal = { floor: string; day: Span; by: string; now: number };

/** Seals a day of a floor; gives the seal, which is the earlier one when there was one. */
export async function sealDay(db: History, { floor, day, by, now }: Seal): Promise<SealedDayRow> {
  await db
    .insertInto('sealed_days')
    .values({ floor, start: day.from, until: day.to, sealed_at: now, sealed_by: by })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return db.selectFrom('sealed_days').selectAll().where('floor', '=', floor).where('start', '=', day.from).executeTakeFirstOrThrow();
}

/** Days of a floor that were sealed by hand, the latest first. */
export const listSealedDays = (db: History, floor: string): Promise<SealedDayRow[]> =>
  db.selectFrom('sealed_days').selectAll().where('floor', '=', floor).orderBy('start', 'desc').limit(400).execute();

/** Tells whether the day of an instant is sealed: by hand, or because it ended long enough ago; a floor on event time is sealed by hand only. */
export async function sealsOf(
  db: History | HistoryTransaction,
  floorKey: string,
  floor: FloorEntry,
  now: number,
): Promise<(at: number) => boolean> {
  const byHand = await db.selectFrom('sealed_days').select(['start', 'until']).where('floor', '=', floorKey).execute();
  return (at) => {
    if (byHand.some(({ start, until }) => at >= start && at < until)) return true;
    return floor.clock === 'wall' && dayAround(at, floor).to + floor.sealAfterHours * HOUR_MS <= now;
  };
}
