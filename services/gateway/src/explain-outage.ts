import { ProblemError } from '@watchfloor/runtime/problem';

/** Codes by which sockets and PostgreSQL say that a server is away, not that a question was wrong. */
const AWAY = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', '57P01', '57P02', '57P03', '53300']);
/** What ioredis and pg say without a code. */
const WORDS =
  /Connection is closed|isn't writeable|Command timed out|max retries per request|Connection terminated|timeout exceeded when trying to connect|Query read timeout/i;

/** An error that only says that Redis or PostgreSQL is away, as the client is told of it; null for any other. */
export function explainOutage(error: unknown): ProblemError | null {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const isAway = (typeof code === 'string' && AWAY.has(code)) || (typeof message === 'string' && WORDS.test(message));
  return isAway
    ? new ProblemError(503, 'The data cannot be reached now; try again in a moment.', { headers: { 'retry-after': '2' } })
    : null;
}
