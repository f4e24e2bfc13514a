import { z } from 'zod';

/** What naive-load.ts is told and what it tells. `agents`: so many windows, each with so many events in it before. */
export const NaiveCommand = z.object({ redis: z.string(), seconds: z.number(), agents: z.number(), filled: z.number() });
export type NaiveCommand = z.infer<typeof NaiveCommand>;

export const NaiveResult = z.object({ events: z.number(), seconds: z.number() });
export type NaiveResult = z.infer<typeof NaiveResult>;
