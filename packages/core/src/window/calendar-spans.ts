import type { Range } from '../measure/measures-of.ts';

/** The zone a floor lives in, and when its day begins there, `HH:MM`. */
export type FloorDay = { zone: string; dayStart: string };

/** The day of a floor that an instant is in, from one day start to the next. */
export const dayAround = (at: number, day: FloorDay): Range => spanOf(dateOf(at, day), { days: 1 }, day);

/** The calendar month of a floor that an instant is in, from the start of its first day to that of the next month's. */
export const monthAround = (at: number, day: FloorDay): Range => spanOf(dateOf(at, day).with({ day: 1 }), { months: 1 }, day);

function dateOf(at: number, day: FloorDay): Temporal.PlainDate {
  const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(day.zone).toPlainDate();
  return startOf(date, day) > at ? date.subtract({ days: 1 }) : date;
}

const startOf = (date: Temporal.PlainDate, { zone, dayStart }: FloorDay): number =>
  date.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(dayStart) }).epochMilliseconds;

const spanOf = (first: Temporal.PlainDate, length: Temporal.DurationLike, day: FloorDay): Range => ({
  from: startOf(first, day),
  to: startOf(first.add(length), day),
});
