import { setTimeout as wait } from 'node:timers/promises';

/** Waits, or less when told to stop. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => {});
}
