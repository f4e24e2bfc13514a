import { setTimeout as wait } from 'node:timers/promises';

const ASK_AGAIN_MS = 50;
const ANSWER_MS = 2_000;

/** Asks `/readyz` until it answers 200. Gives null, or after `withinMs` why the service is still not ready. */
export async function waitUntilReady(address: string, withinMs: number, signal?: AbortSignal): Promise<string | null> {
  const deadline = performance.now() + withinMs;
  let reason = 'it does not answer';
  while (performance.now() < deadline) {
    signal?.throwIfAborted();
    const answer = await ask(`${address}/readyz`);
    if (answer === null) return null;
    reason = answer;
    await wait(ASK_AGAIN_MS);
  }
  return reason;
}

async function ask(url: string): Promise<string | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
    const body = await response.text();
    return response.ok ? null : `${response.status} ${body.slice(0, 300)}`;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return `it does not answer (${cause instanceof Error ? cause.message : String(cause)})`;
  }
}
