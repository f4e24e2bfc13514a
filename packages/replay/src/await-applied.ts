import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from '@watchfloor/contracts/ingest';
import type { IngestClient } from './ingest-client.ts';

const ASK_EVERY_MS = 100;
const STALLED_MS = 30_000;

/** What became of the events between two looks. */
export type Outcome = { applied: number; duplicates: number; late: number; ignored: number };

export const between = (before: Progress, after: Progress): Outcome => ({
  applied: after.applied - before.applied,
  duplicates: after.duplicates - before.duplicates,
  late: after.late - before.late,
  ignored: after.ignored - before.ignored,
});

/**
 * Waits until every accepted event is committed: applied, or found to be a repeat.
 * @returns the last look; `complete` is false when nothing has moved for half a minute (the keeper is away)
 */
export async function awaitApplied({ client, before, accepted, signal }: Waiting): Promise<{ outcome: Outcome; complete: boolean }> {
  for (let committed = -1, movedAt = Date.now(); ; ) {
    const outcome = between(before, await client.progress(signal));
    const now = outcome.applied + outcome.duplicates;
    // A batch sent again is in the log twice: only when nothing moves any more has all of it been seen.
    if (now >= accepted && now === committed) return { outcome, complete: true };
    if (now !== committed) movedAt = Date.now();
    committed = now;
    if (Date.now() - movedAt > STALLED_MS) return { outcome, complete: false };
    await sleep(ASK_EVERY_MS, undefined, { signal });
  }
}

type Waiting = { client: IngestClient; before: Progress; accepted: number; signal: AbortSignal };
