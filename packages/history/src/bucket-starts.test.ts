import { expect, test } from 'vitest';
import { bucketStarts, TooManyBuckets } from './bucket-starts.ts';

const ms = (text: string) => Date.parse(text);
const instants = (bucket: 'hour' | 'day', from: string, to: string, day: { zone: string; dayStart?: string }) =>
  bucketStarts(bucket, { fromMs: ms(from), toMs: ms(to) }, { dayStart: '00:00', ...day }).map((start) => new Date(start).toISOString());

test('the first bucket is the one that the range begins in', () => {
  expect(instants('hour', '2026-11-11T02:15:00Z', '2026-11-11T04:00:00Z', { zone: 'Asia/Shanghai' })).toEqual([
    '2026-11-11T02:00:00.000Z',
    '2026-11-11T03:00:00.000Z',
  ]);
  expect(instants('day', '2026-11-11T02:15:00Z', '2026-11-11T16:00:00.001Z', { zone: 'Asia/Shanghai' })).toEqual([
    '2026-11-10T16:00:00.000Z',
    '2026-11-11T16:00:00.000Z',
  ]);
});

test('hours of a zone that is half an hour off begin at its own full hours', () => {
  expect(instants('hour', '2026-11-11T02:15:00Z', '2026-11-11T03:00:00Z', { zone: 'Asia/Kolkata' })).toEqual([
    '2026-11-11T01:30:00.000Z',
    '2026-11-11T02:30:00.000Z',
  ]);
});

test('a day in Berlin lasts 25 hours when the clock goes back, and the repeated hour is two', () => {
  const days = instants('day', '2026-10-24T22:00:00Z', '2026-10-26T00:00:00Z', { zone: 'Europe/Berlin' });
  expect(days).toEqual(['2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z']);
  const hours = instants('hour', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', { zone: 'Europe/Berlin' });
  expect(hours).toHaveLength(25);
  expect(hours.slice(2, 4)).toEqual(['2026-10-25T00:00:00.000Z', '2026-10-25T01:00:00.000Z']);
});

test('a day in Berlin lasts 23 hours when the clock goes forward', () => {
  expect(instants('hour', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', { zone: 'Europe/Berlin' })).toHaveLength(23);
  expect(instants('day', '2026-03-28T23:00:00Z', '2026-03-30T00:00:00Z', { zone: 'Europe/Berlin' })).toEqual([
    '2026-03-28T23:00:00.000Z',
    '2026-03-29T22:00:00.000Z',
  ]);
});

test('a day begins at the day start of the floor, also on a day that leaves that time out', () => {
  expect(instants('day', '2026-11-10T19:00:00Z', '2026-11-11T21:00:00Z', { zone: 'Asia/Shanghai', dayStart: '04:00' })).toEqual([
    '2026-11-09T20:00:00.000Z',
    '2026-11-10T20:00:00.000Z',
    '2026-11-11T20:00:00.000Z',
  ]);
  expect(instants('day', '2026-03-29T00:30:00Z', '2026-03-29T12:00:00Z', { zone: 'Europe/Berlin', dayStart: '02:30' })).toEqual([
    '2026-03-28T01:30:00.000Z',
    '2026-03-29T01:30:00.000Z',
  ]);
});

test('a clock that moves by half an hour leaves no gap and no overlap', () => {
  const hours = bucketStarts(
    'hour',
    { fromMs: ms('2026-04-04T12:00:00Z'), toMs: ms('2026-04-04T20:00:00Z') },
    { zone: 'Australia/Lord_Howe', dayStart: '00:00' },
  );
  for (const [index, start] of hours.entries()) if (index > 0) expect(start).toBeGreaterThan(hours[index - 1] ?? Infinity);
});

test('a day that a zone left out is no bucket', () => {
  const days = instants('day', '2011-12-29T12:00:00Z', '2011-12-31T12:00:00Z', { zone: 'Pacific/Apia' });
  expect(new Set(days).size).toBe(days.length);
});

test('refuses more buckets than anyone can look at', () => {
  expect(() => instants('hour', '2020-01-01T00:00:00Z', '2026-01-01T00:00:00Z', { zone: 'UTC' })).toThrow(TooManyBuckets);
});
