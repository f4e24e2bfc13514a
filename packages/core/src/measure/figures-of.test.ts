import fc from 'fast-check';
import { expect, test } from 'vitest';
import { figuresOf } from './figures-of.ts';
import { addMeasure, emptyTally } from './tally.ts';

test('no percentile of a past range is beyond the greatest length that there was', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1e7 }), { minLength: 5, maxLength: 50 }), (lengths) => {
      const tally = emptyTally();
      for (const ms of lengths) addMeasure(tally, { subject: 'f:', at: 0, kind: 'length', name: 'response', ms });
      const { maxMs, p50Ms, p99Ms } = figuresOf(tally, { exactMax: true }).response;
      expect(maxMs).toBe(Math.max(...lengths));
      expect(p99Ms ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(maxMs ?? 0);
      expect(p50Ms ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(p99Ms ?? 0);
    }),
  );
});

test('what did not happen is null where it cannot be computed, and never 0', () => {
  const figures = figuresOf(emptyTally(), { exactMax: true });
  expect(figures.within['180']).toEqual({ hit: 0, total: 0, rate: null });
  expect([figures.response.avgMs, figures.abandonRate, figures.csat.rate, figures.answerRatio, figures.waitShare.queue]).toEqual(
    Array(5).fill(null),
  );
});
