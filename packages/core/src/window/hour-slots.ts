import type { Range } from '../measure/measures-of.ts';
import { dayAround, type FloorDay } from './calendar-spans.ts';

const HOUR_MS = 3_600_000;
const floorHour = (at: number): number => at - (((at % HOUR_MS) + HOUR_MS) % HOUR_MS);

/**
 * Parts the days of a floor into hours: full ones (UTC), but a day's start always begins a new slot, so that the slots since then are that day to the
 * millisecond. Remembers the days it met: asking the calendar costs more than all the rest.
 */
export class HourSlots {
  #day: FloorDay & { days: Range[] } = { zone: '', dayStart: '', days: [] };
  /** The slot that was asked for last: nearly always the next one, too. */
  #last = { from: 0, to: 0 };

  /** Start of the slot that an instant is in, epoch ms. */
  startOf(at: number, day: FloorDay): number {
    const { zone, dayStart } = this.#day;
    if (at < this.#last.from || at >= this.#last.to || day.zone !== zone || day.dayStart !== dayStart) {
      const hour = floorHour(at);
      const { from, to } = this.#dayOf(at, day);
      this.#last = { from: Math.max(hour, from), to: Math.min(hour + HOUR_MS, to) };
    }
    return this.#last.from;
  }

  /** Starts of all slots that touch a range. */
  within({ from, to }: Range, day: FloorDay): number[] {
    const starts = new Set([this.startOf(from, day)]);
    for (let hour = floorHour(from) + HOUR_MS; hour < to; hour += HOUR_MS) starts.add(this.startOf(hour, day));
    for (let { to: next } = this.#dayOf(from, day); next < to; next = this.#dayOf(next, day).to) starts.add(next);
    return [...starts];
  }

  #dayOf(at: number, { zone, dayStart }: FloorDay): Range {
    if (zone !== this.#day.zone || dayStart !== this.#day.dayStart) this.#day = { zone, dayStart, days: [] };
    const { days } = this.#day;
    let found = days.find(({ from, to }) => at >= from && at < to);
    if (!found) {
      found = dayAround(at, { zone, dayStart });
      days.unshift(found);
      days.length = Math.min(days.length, 4);
    }
    return found;
  }
}
