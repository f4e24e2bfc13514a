import type { Shut } from '@watchfloor/contracts/fact';
import type { Floor } from '@watchfloor/contracts/floor';
import type { Span } from '@watchfloor/contracts/schedule';
import { placeSpan, type Stretch, weekdayOf } from './place-span.ts';
import { dateAt, type PlainDate } from './wall-instant.ts';

const DAY_MS = 86_400_000;
/** What business time does not come to in so many days is as good as never. */
const HORIZON_DAYS = 400;
/** Days that are remembered: more than anybody asks about at a time. */
const REMEMBERED = 2_000;

/** What says when a floor is open. */
export type OpeningTimes = Pick<Floor, 'zone' | 'holidays'> & { officeHours: NonNullable<Floor['officeHours']> };

/**
 * When a floor is open, by its office hours and holidays in its zone. A span belongs to the date that it begins on: a holiday takes away the spans of its own
 * date and puts its own in their place, and leaves alone the night that began the evening before. Spans that come to overlap so are one.
 *
 * It is asked at every round, so an answer costs no calendar: the open stretches of each UTC day are computed once.
 */
export class Schedule {
  readonly #times: OpeningTimes;
  readonly #holidays: ReadonlyMap<string, readonly Span[]>;
  /** UTC day -> its open stretches: in order, apart, cut to the day. */
  readonly #days = new Map<number, readonly Stretch[]>();

  constructor(times: OpeningTimes) {
    this.#times = times;
    this.#holidays = new Map(times.holidays.map(({ date, hours = [] }) => [date, hours]));
  }

  /** What is shut of [from, to), epoch ms: in order, apart, cut to it; empty when all of it is open. */
  shutIn(from: number, to: number): Shut[] {
    const shut: Shut[] = [];
    let at = from;
    for (const open of this.#openIn(from, to)) {
      if (open.from > at) shut.push([at, open.from]);
      at = open.to;
    }
    if (at < to) shut.push([at, to]);
    return shut;
  }

  /** How much of [from, to) is open, milliseconds. */
  businessMs(from: number, to: number): number {
    let total = 0;
    for (const open of this.#openIn(from, to)) total += Math.min(open.to, to) - Math.max(open.from, from);
    return total;
  }

  /**
   * The first instant at which `ms` of open time have passed since `from`. What does not come to so much in 400 days has as much plain time, or those 400
   * days, whichever is longer.
   */
  instantAfter(from: number, ms: number): number {
    const horizon = from + HORIZON_DAYS * DAY_MS;
    if (ms <= 0) return from;
    let left = ms;
    for (const open of this.#openIn(from, horizon)) {
      const start = Math.max(open.from, from);
      if (open.to - start >= left) return start + left;
      left -= open.to - start;
    }
    return Math.max(horizon, from + ms);
  }

  /** The open stretches of the days that [from, to) touches, not cut to it; two that meet at midnight UTC come as two. */
  *#openIn(from: number, to: number): Generator<Stretch, void, void> {
    for (let day = Math.floor(from / DAY_MS); day * DAY_MS < to; day++) {
      for (const open of this.#openOf(day)) if (open.to > from && open.from < to) yield open;
    }
  }

  #openOf(day: number): readonly Stretch[] {
    let open = this.#days.get(day);
    if (!open) {
      if (this.#days.size >= REMEMBERED) this.#days.clear();
      open = this.#place(day * DAY_MS, (day + 1) * DAY_MS);
      this.#days.set(day, open);
    }
    return open;
  }

  #place(from: number, to: number): Stretch[] {
    const last = dateAt(to - 1, this.#times.zone);
    const placed: Stretch[] = [];
    // A night that began on the date before may reach in.
    for (let date = dateAt(from, this.#times.zone).subtract({ days: 1 }); isUpTo(date, last); date = date.add({ days: 1 }))
      placed.push(...this.#beginningOn(date).filter((open) => open.to > from && open.from < to));
    return united(placed).map((open) => ({ from: Math.max(open.from, from), to: Math.min(open.to, to) }));
  }

  #beginningOn(date: PlainDate): Stretch[] {
    const { officeHours, zone } = this.#times;
    const spans = this.#holidays.get(date.toString()) ?? officeHours[weekdayOf(date)];
    return spans.flatMap((span) => placeSpan(span, date, zone) ?? []);
  }
}

const isUpTo = (date: PlainDate, last: PlainDate): boolean => Temporal.PlainDate.compare(date, last) <= 0;

/** Those that overlap or touch become one. */
function united(stretches: Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const stretch of stretches.sort((a, b) => a.from - b.from)) {
    const before = result.at(-1);
    if (before && stretch.from <= before.to) before.to = Math.max(before.to, stretch.to);
    else result.push({ ...stretch });
  }
  return result;
}
