import { BonusLadder, type Kpi, Kpi as KpiSchema } from '@watchfloor/contracts/appraisal';
import { describe, expect, test } from 'vitest';
import { bonusOf } from './bonus-of.ts';
import { receptionShare } from './reception-share.ts';
import { scorecardOf } from './scorecard-of.ts';

/** A figure whose value is its points. */
const kpi = (metric: string, weight: number, points: number): Kpi => ({
  metric,
  weight,
  points,
  tiers: Array.from({ length: points + 1 }, (_, n) => ({ from: n, to: n === points ? null : n + 1, points: n })),
});
const KPIS = [kpi('conversion', 10, 10), kpi('response', 10, 10), kpi('csat', 8, 8), kpi('complaints', 5, 5)];
const values = (given: Record<string, number | null>) => (metric: string) => given[metric] ?? null;

describe('a scorecard', () => {
  test('of 9, 9, 7 and 4 points is 256 of 289', () => {
    const card = scorecardOf(KPIS, values({ conversion: 9, response: 9, csat: 7, complaints: 4 }));
    expect(card.scores.map(({ score }) => score)).toEqual([90, 90, 56, 20]);
    expect(card).toMatchObject({ score: 256, ofScore: 289, share: 256 / 289, complete: true });
  });

  test('leaves out of both sums what cannot be computed, and gives nothing for a value on no tier', () => {
    const card = scorecardOf(KPIS, values({ conversion: 9, response: -1, csat: null, complaints: 4 }));
    expect(card).toMatchObject({ score: 110, ofScore: 225, complete: false });
    expect(card.scores.map(({ points }) => points)).toEqual([9, 0, null, 4]);
    expect(scorecardOf(KPIS, values({})).share).toBeNull();
  });

  test('refuses tiers that overlap, and more points than there are, and says which', () => {
    const paths = (given: Partial<Kpi>) =>
      KpiSchema.safeParse({ metric: 'a', weight: 1, points: 5, tiers: [{ points: 5 }], ...given }).error?.issues.map(({ path }) =>
        path.join('.'),
      );
    expect(paths({})).toBeUndefined();
    expect(
      paths({
        tiers: [
          { from: 0, to: 2, points: 1 },
          { from: 1, to: null, points: 2 },
        ],
      }),
    ).toEqual(['tiers.1.from']);
    expect(paths({ tiers: [{ from: null, to: null, points: 6 }] })).toEqual(['tiers.0.points']);
    expect(paths({ tiers: [{ from: 2, to: 2, points: 1 }] })).toEqual(['tiers.0.to']);
  });
});

describe('a bonus', () => {
  const ladder = BonusLadder.parse([
    { from: 0.4, to: 0.5, amount: 200 },
    { from: 0.5, to: 0.6, amount: 500 },
    { from: 0.6, amount: 1_000 },
  ]);

  test.each([
    [3_999 / 10_000, 0],
    [4 / 10, 200],
    [31 / 62, 500],
    [60 / 100, 1_000],
    [1, 1_000],
    [null, null],
  ])('of %d is %d', (value, amount) => {
    expect(bonusOf(ladder, { metric: 'conversion', value }).amount).toBe(amount);
  });

  test('over three months is that of all inquiries together', () => {
    const pooled = (12 + 100 + 90) / (20 + 300 + 300);
    expect(Math.round(pooled * 10_000)).toBe(3_258);
    expect(bonusOf([{ from: 0.3258, to: 0.3259, amount: 1 }], { metric: 'conversion', value: pooled }).amount).toBe(1);
  });
});

test('of 100, 80, 60 and 40 handled the shares of reception are 142.86, 114.29, 85.71 and 57.14 %', () => {
  const shares = [100, 80, 60, 40].map((handled) => receptionShare({ handled, ofTeam: 280, headcount: 4 }));
  expect(shares.map((share) => Math.round((share ?? 0) * 10_000) / 100)).toEqual([142.86, 114.29, 85.71, 57.14]);
  expect(receptionShare({ handled: 0, ofTeam: 0, headcount: 4 })).toBeNull();
});
