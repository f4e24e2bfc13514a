import type { Floor } from '@watchfloor/contracts/floor';

/** When a floor is open, as it is set. */
export type FloorHours = Pick<Floor, 'zone' | 'officeHours' | 'holidays'>;
export const ALWAYS_OPEN: FloorHours = { zone: 'UTC', officeHours: null, holidays: [] };

/** Half-open, epoch milliseconds. */
export type Piece = { from: number; to: number };

const MINUTE_MS = 60_000;
/** Clocks repeat no more than this. */
const REPEATED_MINUTES = 180;
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/**
 * When a floor was open, found by walking along its clock minute by minute; null: it has no office hours. While the clock shows again what it has shown
 * before, things stand as they stood: a span begins and ends when its time is reached for the first time, or skipped.
 */
export function openTimes(floor: FloorHours, { from, to }: Piece): Piece[] | null {
  if (floor.officeHours === null) return null;
  const open: Piece[] = [];
  const first = Math.floor(from / MINUTE_MS) * MINUTE_MS;
  let latest = '';
  for (let minute = first - REPEATED_MINUTES * MINUTE_MS; minute <= to; minute += MINUTE_MS) {
    const shown = Temporal.Instant.fromEpochMilliseconds(minute).toZonedDateTimeISO(floor.zone).toPlainDateTime().toString().slice(0, 16);
    if (shown > latest) latest = shown;
    if (minute < first || !isOpen(floor, latest)) continue;
    const before = open.at(-1);
    if (before?.to === minute) before.to += MINUTE_MS;
    else open.push({ from: minute, to: minute + MINUTE_MS });
  }
  return open;
}

function isOpen(floor: FloorHours, dateTime: string): boolean {
  const [today = '', time = ''] = dateTime.split('T');
  const begunToday = spansOf(floor, today).some(({ from, to }) => from <= time && (to <= from || time < to));
  const yesterday = Temporal.PlainDate.from(today).subtract({ days: 1 }).toString();
  return begunToday || spansOf(floor, yesterday).some(({ from, to }) => to <= from && time < to);
}

/** The spans that begin on a date: a holiday's own, else its weekday's. */
function spansOf({ officeHours, holidays }: FloorHours, date: string) {
  const holiday = holidays.find((each) => each.date === date);
  if (holiday) return holiday.hours ?? [];
  const day = DAYS[Temporal.PlainDate.from(date).dayOfWeek - 1];
  return (day && officeHours?.[day]) ?? [];
}

/** What of some stretches lies in open times; null: all of it. */
export const whileOpen = (stretches: readonly Piece[], open: readonly Piece[] | null): Piece[] =>
  stretches.flatMap((stretch) => {
    if (open === null) return [stretch];
    const common = open.map(({ from, to }) => ({ from: Math.max(from, stretch.from), to: Math.min(to, stretch.to) }));
    return common.filter(({ from, to }) => from < to);
  });

export const lengthOf = (pieces: readonly Piece[]): number => pieces.reduce((sum, { from, to }) => sum + to - from, 0);
