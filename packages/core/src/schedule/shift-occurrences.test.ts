import { Shift } from '@watchfloor/contracts/schedule';
import { expect, test } from 'vitest';
import { shiftOccurrences } from './shift-occurrences.ts';

const EVERY_DAY = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const night = (days = EVERY_DAY) => Shift.parse({ id: 'night', name: '夜班', from: '22:00', to: '06:00', days });
const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;

function occurrences(shift: Shift, zone: string, from: string, to: string): string[] {
  const text = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toString({ timeZoneName: 'never' });
  return [...shiftOccurrences(shift, zone, { from: at(from), to: at(to) })].map((each) => `${text(each.from)}/${text(each.to)}`);
}

test('a night belongs to the weekday that it begins on, and reaches into the range', () => {
  expect(occurrences(night(['tue', 'wed']), 'Asia/Shanghai', '2026-11-11T01:00+08:00', '2026-11-14T00:00+08:00')).toEqual([
    '2026-11-10T22:00:00+08:00/2026-11-11T06:00:00+08:00',
    '2026-11-11T22:00:00+08:00/2026-11-12T06:00:00+08:00',
  ]);
  expect(occurrences(night(['tue']), 'Asia/Shanghai', '2026-11-11T06:00+08:00', '2026-11-17T22:00+08:00')).toEqual([]);
});

test('one in which the clocks change is an hour longer, or shorter', () => {
  expect(occurrences(night(['sat']), 'Europe/Berlin', '2026-10-24T00:00Z', '2026-10-26T00:00Z')).toEqual([
    '2026-10-24T22:00:00+02:00/2026-10-25T06:00:00+01:00',
  ]);
  expect(occurrences(night(['sat']), 'Europe/Berlin', '2026-03-28T00:00Z', '2026-03-30T00:00Z')).toEqual([
    '2026-03-28T22:00:00+01:00/2026-03-29T06:00:00+02:00',
  ]);
});

test('one that lasts all but a minute of a day is over before the next begins, also where a day is short', () => {
  const long = Shift.parse({ id: 'long', name: 'x', from: '02:30', to: '02:29', days: EVERY_DAY });
  const found = [
    ...shiftOccurrences(long, 'Europe/Berlin', { from: at('2026-03-26T00:00Z'), to: at('2026-04-01T00:00Z') }),
    ...shiftOccurrences(long, 'Europe/Berlin', { from: at('2026-10-22T00:00Z'), to: at('2026-10-28T00:00Z') }),
  ];
  expect(found.length).toBeGreaterThan(12);
  for (const [i, { to }] of found.entries()) expect(found[i + 1]?.from ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(to);
});
