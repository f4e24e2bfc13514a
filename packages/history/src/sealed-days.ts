import type { FloorEntry } from '@watchfloor/contracts/floor';
import { dayAround } from './calendar-spans.ts';
import type { History, HistoryTransaction } from './connect.ts';
import type { Span } from './cover-range.ts';
import type { SealedDayRow } from './schema.ts';

const HOUR_MS = 3_600_000;

/** Seals the day of a floor that an instant is in; false when it is sealed by hand already. */
export async function sealDay(
  db: History,
  { floor, day, by, now }: { floor: string; day: Span; by: string; now: number },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('sealed_days')
    .values({ floor, start: day.from, until: day.to, sealed_at: now, sealed_by: by })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
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
