import type { Span } from '@watchfloor/contracts/schedule';
import { type PlainDate, wallInstant } from './wall-instant.ts';

/** Half-open, epoch milliseconds. */
export type Stretch = { from: number; to: number };

/** Weekdays by Temporal's number of them, less one. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export const weekdayOf = (date: PlainDate): (typeof WEEKDAYS)[number] => WEEKDAYS[date.dayOfWeek - 1] ?? 'mon';

/** Where a span of wall-clock times that begins on a date lies; null where the clocks leave out all of it. */
export function placeSpan({ from, to }: Span, date: PlainDate, zone: string): Stretch | null {
  // Times of day are in order as texts: 24:00 is the last.
  const end = to > from ? date : date.add({ days: 1 });
  const placed = { from: wallInstant(date, from, zone), to: wallInstant(end, to, zone) };
  return placed.to > placed.from ? placed : null;
}
