import { expect, test } from 'vitest';
import { dayAround, monthAround } from './calendar-spans.ts';

const at = (text: string): number => Date.parse(text);
const text = ({ from, to }: { from: number; to: number }) => [from, to].map((ms) => new Date(ms).toISOString().slice(0, 16));
const shanghai = { zone: 'Asia/Shanghai', dayStart: '04:00' };

test('the small hours belong to the day before', () => {
  expect(text(dayAround(at('2026-11-11T03:59:59+08:00'), shanghai))).toEqual(['2026-11-09T20:00', '2026-11-10T20:00']);
  expect(text(dayAround(at('2026-11-11T04:00:00+08:00'), shanghai))).toEqual(['2026-11-10T20:00', '2026-11-11T20:00']);
});

test('a month lasts from the start of its first day to that of the next month’s', () => {
  expect(text(monthAround(at('2026-11-01T03:00:00+08:00'), shanghai))).toEqual(['2026-09-30T20:00', '2026-10-31T20:00']);
  expect(text(monthAround(at('2026-12-31T23:00:00+08:00'), shanghai))).toEqual(['2026-11-30T20:00', '2026-12-31T20:00']);
});

test('the day in Berlin on which the clock goes back has 25 hours', () => {
  const day = dayAround(at('2026-10-25T12:00:00Z'), { zone: 'Europe/Berlin', dayStart: '00:00' });
  expect((day.to - day.from) / 3_600_000).toBe(25);
});
