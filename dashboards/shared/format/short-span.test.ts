import { describe, expect, it } from 'vitest';
import { ageText } from './age-text.ts';
import { shortSpan } from './short-span.ts';
import { timeOfDay } from './time-of-day.ts';

describe('spans and ages', () => {
  it('says seconds, then minutes, then hours', () => {
    expect(shortSpan(59_999)).toEqual({ unit: 'seconds', value: 59 });
    expect(shortSpan(5_100_000)).toEqual({ unit: 'minutes', value: 85 });
    expect(shortSpan(10_800_000)).toEqual({ unit: 'hours', value: 3 });
  });

  it('shows a tenth of a second while the data are young', () => {
    expect(ageText(312)).toBe('0.3');
    expect(ageText(9_960)).toBe('10');
    expect(ageText(12_400)).toBe('12');
  });

  it('tells the time of the floor, not of the viewer', () => {
    expect(timeOfDay(Date.parse('2026-11-11T02:44:07Z'), 'Asia/Shanghai')).toBe('10:44:07');
  });
});
