import type { FloorDay } from '@watchfloor/core/window/calendar-spans';

/** More buckets than this in one answer serve nobody: ask for days, or for less. */
export const BUCKETS_MAX = 20_000;

/** The range holds more than 20,000 buckets. */
export class TooManyBuckets extends RangeError {
  override readonly name = 'TooManyBuckets';
}

const HOUR_MS = 3_600_000;

/**
 * Starts (epoch milliseconds, ascending) of the hours or days that [fromMs, toMs) touches, in the floor's zone; the first may lie before
 * `fromMs`. An hour that the clock repeats is two buckets, one it leaves out is none; a day lasts from one day start to the next.
 * @throws TooManyBuckets
 */
export function bucketStarts(bucket: 'hour' | 'day', range: { fromMs: number; toMs: number }, day: FloorDay): number[] {
  const next = bucket === 'hour' ? hours(range.fromMs, day.zone) : days(range.fromMs, day);
  const starts: number[] = [];
  for (const start of next) {
    if (start >= range.toMs) break;
    // A zone that left out a whole day gives the same start twice.
    if (start === starts.at(-1)) continue;
    if (starts.length === BUCKETS_MAX) throw new TooManyBuckets(`the range holds more than ${BUCKETS_MAX} ${bucket}s`);
    starts.push(start);
  }
  return starts;
}

const zoned = (ms: number, zone: string) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
const hourOf = (ms: number, zone: string) => zoned(ms, zone).round({ smallestUnit: 'hour', roundingMode: 'floor' }).epochMilliseconds;

function* hours(fromMs: number, zone: string): Generator<number, void, void> {
  let start = hourOf(fromMs, zone);
  for (;;) {
    yield start;
    // Where the clock moves by half an hour the next full hour is not 60 min away.
    const following = hourOf(start + HOUR_MS, zone);
    start = following > start ? following : start + HOUR_MS;
  }
}

function* days(fromMs: number, { zone, dayStart }: FloorDay): Generator<number, void, void> {
  const plainTime = Temporal.PlainTime.from(dayStart);
  const startOf = (date: Temporal.PlainDate) => date.toZonedDateTime({ timeZone: zone, plainTime }).epochMilliseconds;
  let date = zoned(fromMs, zone).toPlainDate();
  if (startOf(date) > fromMs) date = date.subtract({ days: 1 });
  for (;;) {
    yield startOf(date);
    date = date.add({ days: 1 });
  }
}
