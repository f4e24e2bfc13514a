import { describe, expect, test } from 'vitest';
import { median, percentile, spreadOf } from './statistics.ts';

describe('figures of a benchmark', () => {
  test('take the nearest rank for a percentile', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile([7], 0.99)).toBe(7);
    expect(percentile([], 0.5)).toBeNull();
  });

  test('take the middle whatever the order, and between the two middle ones', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNull();
  });

  test('are null where nothing was measured', () => {
    expect(spreadOf([])).toEqual({ count: 0, min: null, median: null, p90: null, p99: null, max: null });
  });
});
