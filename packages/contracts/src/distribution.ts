import { z } from 'zod';

const ms = z.number().nullable();

/** Count and sum are exact; percentiles are null under five samples, averages null without any. Milliseconds. */
export const Distribution = z
  .object({ count: z.int().min(0), avgMs: ms, p50Ms: ms, p90Ms: ms, p95Ms: ms, p99Ms: ms, maxMs: ms })
  .meta({ id: 'Distribution', description: 'A duration metric over a window: milliseconds, null where it cannot be computed' });
export type Distribution = z.infer<typeof Distribution>;

export const emptyDistribution: Distribution = Object.freeze({
  count: 0,
  avgMs: null,
  p50Ms: null,
  p90Ms: null,
  p95Ms: null,
  p99Ms: null,
  maxMs: null,
});
