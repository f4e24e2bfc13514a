import type { Distribution } from '@watchfloor/contracts/distribution';
import { emptyDistribution } from '@watchfloor/contracts/distribution';
import { msOfBin } from './log-bins.ts';

/** Under this many samples there is no percentile (metrics.md). */
export const MIN_PERCENTILE_SAMPLES = 5;

/** Average, rounded half up to the millisecond; null without samples. */
export const averageMs = (sum: number, count: number): number | null => (count === 0 ? null : Math.floor(sum / count + 0.5));

/**
 * The figures of a duration metric from exact count and sum and the bins of its sketch.
 * Percentiles are nearest rank: the sample of 1-based rank ceil(q n).
 */
export function distributionOf(total: { count: number; sum: number; bins: ReadonlyMap<number, number> }): Distribution {
  const { count, sum, bins } = total;
  if (count === 0) return emptyDistribution;
  const sorted = [...bins.keys()].sort((a, b) => a - b);
  const last = sorted.at(-1);
  const enough = count >= MIN_PERCENTILE_SAMPLES;
  const ranks = [0.5, 0.9, 0.95, 0.99].map((q) => Math.ceil(q * count));
  const values: number[] = [];
  let seen = 0;
  for (const bin of sorted) {
    seen += bins.get(bin) ?? 0;
    while (values.length < ranks.length && seen >= (ranks[values.length] ?? Number.POSITIVE_INFINITY)) values.push(msOfBin(bin));
    if (values.length === ranks.length) break;
  }
  const [p50 = null, p90 = null, p95 = null, p99 = null] = enough ? values : [];
  return {
    count,
    avgMs: averageMs(sum, count),
    p50Ms: p50,
    p90Ms: p90,
    p95Ms: p95,
    p99Ms: p99,
    maxMs: last === undefined ? null : msOfBin(last),
  };
}
