import { z } from 'zod';
import { Spread } from '../statistics.ts';

/** What floor-load.ts is told and what it tells. Apart from it, because importing that runs it. */
export const FloorCommand = z.object({
  ingest: z.string(),
  key: z.string(),
  floors: z.array(z.string()),
  agents: z.number(),
  rate: z.number(),
  seconds: z.number(),
  warmSeconds: z.number(),
});
export type FloorCommand = z.infer<typeof FloorCommand>;

/** `measuring` and `ended` begin and end the measured seconds; `under way` tells how far it is. */
export type FloorNews = { at: 'measuring' } | { at: 'ended' } | { at: 'under way'; sent: number; accepted: number; waiting: number };

/** `intended`, `inTime`, `late`, `answers`: of the measured seconds. `accepted`, `refused`, `failed`: of everything, warm-up included. */
export const FloorResult = z.object({
  intended: z.number(),
  inTime: z.number(),
  accepted: z.number(),
  refused: z.number(),
  failed: z.number(),
  firstFailure: z.string().nullable(),
  markers: z.number(),
  endedAt: z.number(),
  late: Spread,
  answers: Spread,
});
export type FloorResult = z.infer<typeof FloorResult>;
