import type { Distribution } from '@watchfloor/contracts/distribution';

/** Under so many lengths there is no percentile. */
const ENOUGH = 5;

/** A list of lengths in milliseconds: exact, percentiles by nearest rank, the average rounded half up. */
export function distributionOf(lengths: readonly number[]): Distribution {
  const sorted = lengths.toSorted((a, b) => a - b);
  const count = sorted.length;
  const sum = sorted.reduce((total, ms) => total + ms, 0);
  const percentile = (q: number) => (count < ENOUGH ? null : (sorted[Math.ceil((q * count) / 100) - 1] ?? null));
  return {
    count,
    avgMs: count === 0 ? null : Math.floor((2 * sum + count) / (2 * count)),
    p50Ms: percentile(50),
    p90Ms: percentile(90),
    p95Ms: percentile(95),
    p99Ms: percentile(99),
    maxMs: sorted.at(-1) ?? null,
  };
}
