import { isHistoryAway } from '@watchfloor/history/history-fault';
import { isRedisAway } from '@watchfloor/redis/connect';
import { ProblemError } from '@watchfloor/runtime/problem';

/** A store that is away is no fault of ours to be hidden behind a 500: say that it is, and when to come again. */
export function storeProblem(error: unknown): ProblemError | null {
  if (error instanceof ProblemError) return null;
  const away = isRedisAway(error) ? 'Redis' : isHistoryAway(error) ? 'PostgreSQL' : null;
  return away && new ProblemError(503, `${away} cannot be reached now; try again.`, { headers: { 'retry-after': '2' } });
}
