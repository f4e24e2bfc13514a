import { Problem } from '@watchfloor/contracts/problem';
import type { z } from 'zod';

/** The answers of a route: its own, which types the handler, and problems for the statuses named. */
export const responses = <T extends z.ZodType, S extends number>(success: { status: S; body: T }, ...problems: number[]): Record<S, T> =>
  Object.fromEntries<z.ZodType>([[success.status, success.body], ...problems.map((status) => [status, Problem] as const)]) as Record<S, T>;
