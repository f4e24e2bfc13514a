import { setTimeout as sleep } from 'node:timers/promises';
import { ReplayError } from './replay-error.ts';

const SERVICE_BACK_MS = 30_000;
const MAX_WAIT_MS = 60_000;

/** An answer that was understood; `body` is what JSON it held. */
export type Answer = { status: number; body: unknown; headers: Headers };

/**
 * Calls until there is an answer that is no "later": 429 and 503 wait as long as Retry-After says, and a service that
 * has gone away while we worked has half a minute to come back. `patient: false` gives up on a refused connection at once.
 * @throws ReplayError when nothing answers; the signal's reason when it is aborted
 */
export async function call(url: string, init: RequestInit & { patient?: boolean }, signal: AbortSignal): Promise<Answer> {
  const { patient = true, ...request } = init;
  const giveUpAt = Date.now() + SERVICE_BACK_MS;
  for (let attempt = 0; ; attempt += 1) {
    signal.throwIfAborted();
    const response = await fetch(url, { ...request, signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      if (!patient || Date.now() > giveUpAt) throw new ReplayError(notRunning(url, error));
      return undefined;
    });
    if (response && response.status !== 429 && response.status !== 503) return answerOf(response);
    if (response && !patient && response.status === 503)
      throw new ReplayError(`${new URL(url).origin} is not ready yet (503): try again in a moment`);
    const wait = response ? retryAfter(response) : Math.min(100 * 2 ** attempt, 2_000);
    await response?.body?.cancel();
    await sleep(Math.min(wait, MAX_WAIT_MS), undefined, { signal });
  }
}

/** The reason that a problem+json body gives, in one line. */
export function problem({ status, body }: Answer): string {
  const { detail, title } = Object(body) as { detail?: unknown; title?: unknown };
  return `${status} ${String(detail ?? title ?? '')}`.trim();
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  return { status: response.status, body, headers: response.headers };
}

/** Milliseconds; a second when the header is missing, a date, or not a number. */
function retryAfter(response: Response): number {
  const seconds = Number(response.headers.get('retry-after') ?? '1');
  return Number.isFinite(seconds) ? Math.max(seconds * 1000, 50) : 1_000;
}

function notRunning(url: string, error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error && 'code' in error.cause ? String(error.cause.code) : '';
  return `Watchfloor is not running here (${new URL(url).origin}${cause ? `: ${cause}` : ''}); start it with npm start`;
}
