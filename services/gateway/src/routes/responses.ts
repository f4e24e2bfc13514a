import { Problem } from '@watchfloor/contracts/problem';
import type { z } from 'zod';

/** Problems as the answers of a route for the statuses named. */
export const problems = (...statuses: number[]): Record<number, typeof Problem> =>
  Object.fromEntries(statuses.map((status) => [status, Problem]));

/** The answers of a route: its own, which types the handler, and problems for the statuses named. */
export const responses = <T extends z.ZodType, S extends number>(success: { status: S; body: T }, ...statuses: number[]): Record<S, T> =>
  ({ [success.status]: success.body, ...problems(...statuses) }) as Record<S, T>;
