import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { averageMs, distributionOf } from './distribution-of.ts';
import { binOf } from './log-bins.ts';

function distribution(all: number[]) {
  const bins = new Map<number, number>();
  for (const ms of all) bins.set(binOf(ms), (bins.get(binOf(ms)) ?? 0) + 1);
  return distributionOf({ count: all.length, sum: all.reduce((sum, ms) => sum + ms, 0), bins });
}

describe('a distribution', () => {
  test('without samples is not computable, never zero', () => {
    expect(distribution([])).toEqual({ count: 0, avgMs: null, p50Ms: null, p90Ms: null, p95Ms: null, p99Ms: null, maxMs: null });
  });

  test('has no percentile under five samples, but count, average and maximum', () => {
    expect(distribution([10, 20, 30, 40])).toMatchObject({ count: 4, avgMs: 25, p50Ms: null, p99Ms: null, maxMs: 40 });
    expect(distribution([10, 20, 30, 40, 50])).toMatchObject({ count: 5, p50Ms: 30, p90Ms: 50, maxMs: 50 });
  });

  test('rounds its average half up to the millisecond', () => {
    expect(averageMs(5, 2)).toBe(3);
    expect(averageMs(7, 3)).toBe(2);
    expect(averageMs(8, 3)).toBe(3);
    expect(averageMs(0, 0)).toBeNull();
    expect(distribution([0, 0, 0, 0, 0])).toMatchObject({ avgMs: 0, p50Ms: 0, maxMs: 0 });
  });

  test('has percentiles within one per cent of the exact nearest rank, for any lengths', () => {
    const days = 30 * 24 * 3_600_000;
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: days })), { minLength: 5, maxLength: 200 }),
        (all) => {
          const sorted = all.toSorted((a, b) => a - b);
          const got = distribution(all);
          for (const [value, q] of [
            [got.p50Ms, 0.5],
            [got.p90Ms, 0.9],
            [got.p95Ms, 0.95],
            [got.p99Ms, 0.99],
            [got.maxMs, 1],
          ] as const) {
            const exact = sorted[Math.ceil(q * sorted.length) - 1] ?? Number.NaN;
            expect(
              Math.abs((value ?? Number.NaN) - exact),
              `p${q * 100} of ${sorted.length}: ${value}, exact ${exact}`,
            ).toBeLessThanOrEqual(exact * 0.01);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
