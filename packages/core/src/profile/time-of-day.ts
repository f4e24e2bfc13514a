import type { ProfileRules } from '@watchfloor/contracts/profile';

const QUARTER_MS = 15 * 60_000;
const DAY_MS = 86_400_000;

/** Zone -> the quarter of an hour last asked for, and how far its clocks were ahead of UTC then (ms): they are put forward and back at quarters only. */
const offsets = new Map<string, { quarter: number; offset: number }>();

/** Milliseconds since midnight by the clocks of a zone. */
export function timeOfDay(zone: string, at: number): number {
  const quarter = Math.floor(at / QUARTER_MS);
  let known = offsets.get(zone);
  if (known?.quarter !== quarter) {
    const offset = Temporal.Instant.fromEpochMilliseconds(quarter * QUARTER_MS).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;
    known = { quarter, offset };
    offsets.set(zone, known);
  }
  const local = at + known.offset;
  return local - Math.floor(local / DAY_MS) * DAY_MS;
}

const msOf = (time: string): number => (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * 60_000;

/** Does a platform count what begins at an instant, by the clocks of the zone? */
export function isInHours({ hours }: Pick<ProfileRules, 'hours'>, zone: string, at: number): boolean {
  if (hours === null) return true;
  const time = timeOfDay(zone, at);
  return time >= msOf(hours.from) && time < msOf(hours.to);
}
