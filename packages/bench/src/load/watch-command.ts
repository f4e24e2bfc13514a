import { z } from 'zod';
import { Spread } from '../statistics.ts';

/** What board-watch.ts is told and what it tells. */
export const WatchCommand = z.union([
  z.object({ open: z.object({ gateway: z.string(), cookie: z.string(), floor: z.string() }) }),
  z.object({ report: z.object({ from: z.number(), to: z.number() }) }),
]);
export type WatchCommand = z.infer<typeof WatchCommand>;

/** `lag`: from the instant a marker was meant to be sent until it stood in a delta. `age`: of the data, at each delta. Milliseconds. */
export const WatchResult = z.object({
  lag: Spread,
  age: Spread,
  deltas: z.number(),
  gaps: z.number(),
  kilobytesASecond: z.number(),
  alerts: z.number(),
  waiting: z.number(),
});
export type WatchResult = z.infer<typeof WatchResult>;
