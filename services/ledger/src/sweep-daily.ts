import { setTimeout as wait } from 'node:timers/promises';
import type { History } from '@watchfloor/history/connect';
import { sweepIgnoredEvents } from '@watchfloor/history/sweep-ignored-events';
import type { Log } from '@watchfloor/runtime/log';

const DAY_MS = 86_400_000;
/** The first one waits until the start is over. */
const FIRST_MS = 60_000;
/** After a failure, say a database that is away. */
const AGAIN_MS = 600_000;
const KEEP_MS = 30 * DAY_MS;
const PER_FLOOR = 100_000;

/** Once a day takes away the ignored events that are kept no longer, until told to stop. */
export async function sweepDaily({ db, log, signal }: { db: History; log: Log; signal: AbortSignal }): Promise<void> {
  for (let pause = FIRST_MS; ; ) {
    await wait(pause, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    try {
      const deleted = await sweepIgnoredEvents(db, { before: Date.now() - KEEP_MS, perFloor: PER_FLOOR }, signal);
      if (deleted > 0) log.info({ deleted }, 'took away ignored events that are kept no longer');
      pause = DAY_MS;
    } catch (err) {
      log.warn({ err }, 'could not sweep ignored events');
      pause = AGAIN_MS;
    }
  }
}
