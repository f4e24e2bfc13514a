import { Holiday, OfficeHours } from '@watchfloor/contracts/schedule';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { Schedule } from './schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
// A walk of minutes takes its time on a machine that is busy.
vi.setConfig({ testTimeout: 60_000 });

const span = (from: string, to: string) => ({ from, to });
const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;
const inShanghai = (text: string): number => at(`${text}+08:00`);

type Setting = { zone?: string; hours: Partial<OfficeHours>; holidays?: Holiday[] };
const scheduleOf = ({ zone = 'Asia/Shanghai', hours, holidays = [] }: Setting) =>
  new Schedule({ zone, officeHours: OfficeHours.parse(hours), holidays: holidays.map((holiday) => Holiday.parse(holiday)) });

const NINE_TO_SIX = [span('09:00', '18:00')];
const workdays = { mon: NINE_TO_SIX, tue: NINE_TO_SIX, wed: NINE_TO_SIX, thu: NINE_TO_SIX, fri: NINE_TO_SIX };

describe('business time', () => {
  test('of a question at 17:59:00 and a reply at 09:01:00 on the next workday is 120 s, over a weekend too', () => {
    const schedule = scheduleOf({ hours: workdays });
    expect(schedule.businessMs(inShanghai('2026-11-11T17:59'), inShanghai('2026-11-12T09:01'))).toBe(120_000);
    expect(schedule.businessMs(inShanghai('2026-11-13T17:59'), inShanghai('2026-11-16T09:01'))).toBe(120_000);
    expect(schedule.shutIn(inShanghai('2026-11-13T17:59'), inShanghai('2026-11-16T09:01'))).toEqual([
      [inShanghai('2026-11-13T18:00'), inShanghai('2026-11-16T09:00')],
    ]);
  });

  test('within the hours is all of it: nothing is shut', () => {
    const schedule = scheduleOf({ hours: { wed: [span('00:00', '24:00')] } });
    // Midnight UTC is no seam.
    expect(schedule.shutIn(inShanghai('2026-11-11T00:00'), inShanghai('2026-11-12T00:00'))).toEqual([]);
    expect(schedule.shutIn(inShanghai('2026-11-11T03:00'), inShanghai('2026-11-11T03:00'))).toEqual([]);
  });

  test('adds up to an amount at the last instant of a day, not at the first of the next', () => {
    const schedule = scheduleOf({ hours: workdays });
    const asked = inShanghai('2026-11-11T17:00');
    expect(schedule.instantAfter(asked, HOUR)).toBe(inShanghai('2026-11-11T18:00'));
    expect(schedule.instantAfter(asked, HOUR + 1)).toBe(inShanghai('2026-11-12T09:00') + 1);
    expect(schedule.instantAfter(inShanghai('2026-11-14T12:00'), 2 * HOUR)).toBe(inShanghai('2026-11-16T11:00'));
    expect(schedule.instantAfter(asked, 0)).toBe(asked);
  });

  test('that does not come within 400 days is as good as none', () => {
    const never = 9_000_000 * HOUR;
    const asked = inShanghai('2026-11-11T17:00');
    expect(scheduleOf({ hours: workdays }).instantAfter(asked, never)).toBe(asked + never);
    expect(scheduleOf({ hours: workdays }).instantAfter(asked, 5_000 * HOUR)).toBe(asked + 400 * 24 * HOUR);
  });
});

describe('holidays', () => {
  const nights = { wed: [span('20:00', '02:00')], thu: [span('20:00', '02:00')], fri: [span('20:00', '02:00')] };
  const open = (schedule: Schedule, text: string) => schedule.businessMs(inShanghai(text), inShanghai(text) + MINUTE) > 0;

  test('take away the night that begins on them and leave the one that began the evening before', () => {
    const schedule = scheduleOf({ hours: nights, holidays: [{ date: '2026-11-12', name: 'x' }] });
    expect(open(schedule, '2026-11-12T01:59')).toBe(true);
    expect(open(schedule, '2026-11-12T20:00')).toBe(false);
    expect(open(schedule, '2026-11-13T01:00')).toBe(false);
    expect(open(schedule, '2026-11-13T20:00')).toBe(true);
  });

  test('with hours of their own are open then, whatever the weekday; what overlaps the night before is counted once', () => {
    const madeUp = { date: '2026-11-12', name: '调休', hours: [span('01:00', '03:00'), span('23:00', '04:00')] };
    const schedule = scheduleOf({ hours: nights, holidays: [madeUp, { date: '2026-11-14', name: 'x', hours: [span('10:00', '11:00')] }] });
    expect(schedule.businessMs(inShanghai('2026-11-11T20:00'), inShanghai('2026-11-12T12:00'))).toBe(7 * HOUR);
    expect(schedule.businessMs(inShanghai('2026-11-12T12:00'), inShanghai('2026-11-13T12:00'))).toBe(5 * HOUR);
    expect(open(schedule, '2026-11-14T10:30')).toBe(true);
  });
});

describe('where the clocks change', () => {
  const berlin = (hours: Partial<OfficeHours>) => scheduleOf({ zone: 'Europe/Berlin', hours });

  test('a night is an hour shorter in spring and an hour longer in autumn', () => {
    const night = berlin({ sat: [span('22:00', '06:00')] });
    expect(night.businessMs(at('2026-03-28T12:00Z'), at('2026-03-29T12:00Z'))).toBe(7 * HOUR);
    expect(night.businessMs(at('2026-10-24T12:00Z'), at('2026-10-25T12:00Z'))).toBe(9 * HOUR);
  });

  test('a time that is left out is when it is, and one that comes twice is the first', () => {
    const spring = berlin({ sun: [span('02:30', '03:15')] });
    expect(spring.shutIn(at('2026-03-29T00:30Z'), at('2026-03-29T01:20Z'))).toEqual([
      [at('2026-03-29T00:30Z'), at('2026-03-29T01:00Z')],
      [at('2026-03-29T01:15Z'), at('2026-03-29T01:20Z')],
    ]);
    expect(berlin({ sun: [span('02:15', '02:45')] }).businessMs(at('2026-03-28T00:00Z'), at('2026-03-30T00:00Z'))).toBe(0);
    const autumn = berlin({ sun: [span('02:15', '02:45')] });
    expect(autumn.shutIn(at('2026-10-25T00:15Z'), at('2026-10-25T00:45Z'))).toEqual([]);
    expect(autumn.businessMs(at('2026-10-25T00:00Z'), at('2026-10-25T04:00Z'))).toBe(30 * MINUTE);
  });
});

const SPAN_MS = 50 * HOUR;
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const times = fc.constantFrom('00:00', '01:30', '02:15', '02:45', '09:00', '12:00', '18:00', '23:30');
const spans = fc.array(
  fc
    .tuple(times, fc.oneof(times, fc.constant('24:00')))
    .filter(([from, to]) => from !== to)
    .map(([from, to]) => span(from, to)),
  { maxLength: 2 },
);
const places = fc.constantFrom(
  ['Asia/Shanghai', '2026-11-11'],
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['America/New_York', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['America/Santiago', '2026-09-06'],
  ['Pacific/Apia', '2011-12-30'],
);

/** Minute by minute: the latest time that the clock has shown decides, so that an hour that comes again is a standstill. */
function minutesOpen({ zone, officeHours, holidays }: ConstructorParameters<typeof Schedule>[0], from: number, to: number): boolean[] {
  const open: boolean[] = [];
  let latest = '';
  for (let t = from - 3 * HOUR; t < to; t += MINUTE) {
    const shown = Temporal.Instant.fromEpochMilliseconds(t).toZonedDateTimeISO(zone).toPlainDateTime().toString().slice(0, 16);
    if (shown > latest) latest = shown;
    if (t < from) continue;
    const [today = '', now = ''] = latest.split('T');
    const spansOf = (date: string) =>
      holidays.find((holiday) => holiday.date === date)?.hours ??
      (holidays.some((holiday) => holiday.date === date) ? [] : officeHours[DAYS[Temporal.PlainDate.from(date).dayOfWeek - 1] ?? 'mon']);
    const yesterday = Temporal.PlainDate.from(today).subtract({ days: 1 }).toString();
    open.push(
      spansOf(today).some((each) => each.from <= now && (each.to <= each.from || now < each.to)) ||
        spansOf(yesterday).some((each) => each.to <= each.from && now < each.to),
    );
  }
  return open;
}

test('the open minutes are those of a walk along the clock, over every change of it', () => {
  fc.assert(
    fc.property(
      places,
      fc.tuple(spans, spans, spans, spans, spans, spans, spans),
      fc.option(spans, { nil: undefined }),
      ([zone = '', date = ''], week, hours) => {
        const officeHours = Object.fromEntries(DAYS.map((day, index) => [day, week[index] ?? []])) as OfficeHours;
        const opening = { zone, officeHours, holidays: hours ? [{ date, name: 'x', hours }] : [] };
        const schedule = new Schedule(opening);
        const from = at(`${date}T00:00Z`) - 20 * HOUR;
        const walked = minutesOpen(opening, from, from + SPAN_MS);
        const wrong = walked.flatMap((isOpen, i) => {
          const minute = from + i * MINUTE;
          return schedule.businessMs(minute, minute + MINUTE) === (isOpen ? MINUTE : 0) ? [] : new Date(minute).toISOString();
        });
        expect(wrong).toEqual([]);
        const total = walked.filter(Boolean).length * MINUTE;
        expect(schedule.businessMs(from, from + SPAN_MS)).toBe(total);
        expect(schedule.shutIn(from, from + SPAN_MS).reduce((sum, [a, b]) => sum + b - a, 0)).toBe(SPAN_MS - total);
        if (total > 0) expect(schedule.businessMs(from, schedule.instantAfter(from, total))).toBe(total);
      },
    ),
    { numRuns: 25 },
  );
});
