import { z } from 'zod';

/** What store-load.ts is told and what it tells. */
export const StoreCommand = z.object({
  way: z.enum(['http', 'xadd']),
  seconds: z.number(),
  /** Connections, each with one batch on its way at a time. */
  connections: z.number(),
  ingest: z.string(),
  key: z.string(),
  redis: z.string(),
});
export type StoreCommand = z.infer<typeof StoreCommand>;

export const StoreResult = z.object({
  events: z.number(),
  seconds: z.number(),
  cpuSeconds: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
});
export type StoreResult = z.infer<typeof StoreResult>;
