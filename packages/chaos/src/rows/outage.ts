import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from '../load/told.ts';
import type { RowContext } from '../row.ts';
import type { FaultStream, Stage } from '../stage.ts';

/** So long a server is gone, or frozen, and so long may it take to catch up. */
export const GONE_MS = 30_000;
export const FROZEN_MS = 20_000;
export const CAUGHT_UP_WITHIN_MS = 30_000;
export const GIVEN_UP_MS = 60_000;
/** What was on its way when the fault struck may still be answered. */
const ON_ITS_WAY_MS = 300;
const FLOWING_MS = 3_000;

/** `answers`: to requests that lie wholly within the outage. */
export type Outage = { backMs: number; answers: Answer[] };

/** Lets events flow, strikes, holds it for `lastsMs`, ends it, and measures from then until `isBack`. `meanwhile` runs in the middle of it. */
export async function outage(
  { say }: RowContext,
  { stage, stream }: { stage: Stage; stream: FaultStream },
  fault: {
    what: string;
    lastsMs: number;
    strike: () => unknown;
    end: () => unknown;
    isBack: (since: number) => Promise<boolean>;
    meanwhile?: () => Promise<void>;
  },
): Promise<Outage> {
  const { signal } = stage;
  await wait(FLOWING_MS, undefined, { signal });
  let from = 0;
  let until = 0;
  try {
    await fault.strike();
    from = Date.now();
    say(`${fault.what}, for ${fault.lastsMs / 1000} s`);
    await wait(fault.lastsMs / 2, undefined, { signal });
    await fault.meanwhile?.();
    await wait(Math.max(0, from + fault.lastsMs - Date.now()), undefined, { signal });
  } finally {
    until = Date.now();
    await fault.end();
  }
  const to = Date.now();
  const backMs = await stage.until(`caught up after: ${fault.what}`, () => fault.isBack(to), GIVEN_UP_MS);
  say(`${fault.what}: caught up ${Math.round(backMs)} ms after its end`);
  await wait(FLOWING_MS, undefined, { signal });
  return { backMs, answers: stream.told.between(from + ON_ITS_WAY_MS, until) };
}

/** What was wrong with the answers while nothing could be promised: every one must be 503 with Retry-After. */
export function falsePromises(answers: Answer[]): string[] {
  if (answers.length === 0) return ['no answer came during the outage, nothing was proven'];
  const wrong = answers.filter(({ status, retryAfter }) => status !== 503 || retryAfter === null);
  return [...new Set(wrong.map(({ status, retryAfter }) => `answered ${status}, Retry-After ${retryAfter}, during the outage`))];
}

export const tooLate = (backMs: number): string[] =>
  backMs > CAUGHT_UP_WITHIN_MS ? [`caught up only after ${(backMs / 1000).toFixed(1)} s`] : [];
