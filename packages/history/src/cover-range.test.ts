import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coverRange, type Span } from './cover-range.ts';
import { DAY_MS, HOUR_MS, hourOf } from './fact-hours.ts';

const DAYS = 4;
const hours = fc.array(fc.constantFrom(true, false, undefined), { minLength: DAYS * 24, maxLength: DAYS * 24 });
const spans = fc.subarray(
  [
    ...Array.from({ length: DAYS }, (_, i) => ({ tier: 'day' as const, from: i * DAY_MS, to: (i + 1) * DAY_MS })),
    // Days of another zone, from before the floor's was changed.
    { tier: 'day' as const, from: 8 * HOUR_MS, to: 32 * HOUR_MS },
    { tier: 'month' as const, from: DAY_MS, to: 3 * DAY_MS },
  ],
  { minLength: 0 },
);
const range = fc
  .uniqueArray(
    fc.oneof(
      fc.nat(DAYS * DAY_MS),
      fc.nat(DAYS * 24).map((hour) => hour * HOUR_MS),
    ),
    { minLength: 2, maxLength: 2 },
  )
  .map(([a = 0, b = 1]): Span => ({ from: Math.min(a, b), to: Math.max(a, b) }));

test('the pieces of a range hold every instant that has facts once, and nothing outside the range', () => {
  fc.assert(
    fc.property(range, spans, hours, (asked, complete, state) => {
      const known = new Map(state.flatMap((done, i) => (done === undefined ? [] : [[i * HOUR_MS, done] as const])));
      const pieces = coverRange(asked, { spans: complete, hours: known });
      let at = asked.from;
      for (const { from, to, tier } of pieces) {
        expect(from).toBeGreaterThanOrEqual(at);
        expect(to).toBeGreaterThan(from);
        if (tier === 'hour') expect([to - from, known.get(from)]).toEqual([HOUR_MS, true]);
        else if (tier !== null) expect(complete).toContainEqual({ tier, from, to });
        at = to;
      }
      expect(at).toBeLessThanOrEqual(asked.to);
      for (let hour = hourOf(asked.from); hour < asked.to; hour += HOUR_MS) {
        const [first, last] = [Math.max(hour, asked.from), Math.min(hour + HOUR_MS, asked.to) - 1];
        const covered = (instant: number) => pieces.some(({ from, to }) => from <= instant && instant < to);
        if (known.has(hour)) expect([covered(first), covered(last)]).toEqual([true, true]);
      }
    }),
  );
});

test('takes the largest span that begins where it stands, and hours and facts at the edges', () => {
  const known = new Map(Array.from({ length: 96 }, (_, i) => [i * HOUR_MS, i !== 95] as const));
  const days = [0, 1, 2].map((i) => ({ tier: 'day' as const, from: i * DAY_MS, to: (i + 1) * DAY_MS }));
  const month = { tier: 'month' as const, from: DAY_MS, to: 3 * DAY_MS };
  const pieces = coverRange({ from: 22.5 * HOUR_MS, to: 96 * HOUR_MS }, { spans: [...days, month], hours: known });
  expect(pieces.slice(0, 3)).toEqual([
    { from: 22.5 * HOUR_MS, to: 23 * HOUR_MS, tier: null },
    { from: 23 * HOUR_MS, to: DAY_MS, tier: 'hour' },
    month,
  ]);
  expect(pieces.slice(3).map(({ tier }) => tier)).toEqual([...Array(23).fill('hour'), null]);
});
