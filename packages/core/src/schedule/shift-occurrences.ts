import type { Shift } from '@watchfloor/contracts/schedule';
import { placeSpan, type Stretch, weekdayOf } from './place-span.ts';
import { dateAt } from './wall-instant.ts';

/**
 * When a shift takes place, of that which overlaps [from, to), epoch ms: whole, in the order of time, apart. A night belongs to the weekday that it begins on;
 * holidays change nothing, for people work on them too.
 */
export function* shiftOccurrences(shift: Shift, zone: string, { from, to }: Stretch): Generator<Stretch, void, void> {
  // The night before may reach in.
  let date = dateAt(from, zone).subtract({ days: 1 });
  for (const last = dateAt(to - 1, zone); Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    const placed = shift.days.includes(weekdayOf(date)) ? placeSpan(shift, date, zone) : null;
    if (placed && placed.to > from && placed.from < to) yield placed;
  }
}
