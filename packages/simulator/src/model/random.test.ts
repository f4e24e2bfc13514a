import { describe, expect, it } from 'vitest';
import { mean, quantile } from './given-day.ts';
import { seededRandom } from './random.ts';

const DRAWS = 20_000;
const drawn = (draw: (random: ReturnType<typeof seededRandom>) => number): number[] => {
  const random = seededRandom(3);
  return Array.from({ length: DRAWS }, () => draw(random));
};

describe('draws', () => {
  it('of a lognormal have the mean they are given and the median that follows from it', () => {
    const values = drawn((random) => random.lognormal(20, 0.8446));
    expect(mean(values) / 20).toBeCloseTo(1, 1);
    expect(quantile(values, 0.5) / 14).toBeCloseTo(1, 1);
  });

  it.each([0.3, 12, 95])('of a Poisson of %d have it as mean and variance', (expected) => {
    const values = drawn((random) => random.poisson(expected));
    const average = mean(values);
    expect(average / expected).toBeCloseTo(1, 1);
    expect(mean(values.map((value) => (value - average) ** 2)) / expected).toBeCloseTo(1, 1);
  });

  it('of an exponential have it as mean, and fall below it in 63 of 100', () => {
    const values = drawn((random) => random.exponential(60));
    expect(mean(values) / 60).toBeCloseTo(1, 1);
    expect(values.filter((value) => value < 60).length / DRAWS).toBeCloseTo(0.632, 1);
  });

  it('come again with the seed', () => {
    const first = (seed: number) => [1, 2, 3].map(() => 0).map(seededRandom(seed).next);
    expect(first(5)).toEqual(first(5));
    expect(first(5)).not.toEqual(first(6));
  });
});
