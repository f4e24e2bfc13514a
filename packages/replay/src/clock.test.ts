import { describe, expect, it } from 'vitest';
import { instant, seconds } from './clock.ts';

describe('$instant', () => {
  it('takes a local time with an offset', () => {
    expect(instant('1999-08-10', '0:01:26', '+03:00')).toBe('1999-08-10T00:01:26.000+03:00');
  });

  it('takes a local time in a named zone, in summer and in winter', () => {
    expect(instant('1999-08-10', '10:00:00', 'Asia/Jerusalem')).toBe('1999-08-10T10:00:00.000+03:00');
    expect(instant('1999-12-10', '10:00:00', 'Asia/Jerusalem')).toBe('1999-12-10T10:00:00.000+02:00');
  });

  it('takes date and time from one cell', () => {
    expect(instant('2026/3/2 9:05', 'Asia/Shanghai')).toBe('2026-03-02T09:05:00.000+08:00');
    expect(instant('2026-03-02T09:05:01.25', 'Asia/Shanghai')).toBe('2026-03-02T09:05:01.250+08:00');
  });

  it.each([
    [['soon', '0:01:26', '+03:00'], 'is not a date'],
    [['1999-08-10', '25:00:00', '+03:00'], 'is not a time'],
    [['1999-08-10', '', '+03:00'], 'is not a time'],
    [['1999-02-30', '0:01:26', '+03:00'], 'no such moment'],
    [['1999-08-10', '0:01:26', 'Mars/Olympus'], 'Mars/Olympus'],
  ])('says what is wrong with %j', (parts, reason) => {
    expect(() => instant(...parts)).toThrow(reason);
  });
});

describe('$seconds', () => {
  it('counts from midnight', () => {
    expect(seconds('0:01:26')).toBe(86);
    expect(seconds('23:59:59.5')).toBe(86_399.5);
  });
});
