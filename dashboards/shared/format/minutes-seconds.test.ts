import { describe, expect, it } from 'vitest';
import { elapsedText, remainingText } from './minutes-seconds.ts';

describe('mm:ss', () => {
  it('counts a second of waiting when it is full', () => {
    expect(elapsedText(0)).toBe('00:00');
    expect(elapsedText(222_999)).toBe('03:42');
    expect(elapsedText(-5)).toBe('00:00');
  });

  it('shows hours from an hour on', () => {
    expect(elapsedText(3_599_999)).toBe('59:59');
    expect(elapsedText(3_600_000)).toBe('1:00:00');
    expect(elapsedText(15_010_000)).toBe('4:10:10');
  });

  it('makes the wait and what is left of the limit add up', () => {
    const limit = 180_000;
    for (const wait of [0, 1, 999, 1_000, 151_400, 179_999, 180_000]) {
      const [minutes, seconds] = [elapsedText(wait), remainingText(limit - wait)].map((text) =>
        text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0),
      );
      expect((minutes ?? 0) + (seconds ?? 0)).toBe(180);
    }
  });
});
