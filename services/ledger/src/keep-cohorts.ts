import type { History } from '@watchfloor/history/connect';
import type { Log } from '@watchfloor/runtime/log';
import type { CohortMeters } from './cohort-meters.ts';
import { pause } from './pause.ts';
import { refreshCohorts } from './refresh-cohorts.ts';
import { throughWithOrders } from './through-with-orders.ts';

/** A pass that took a moment is followed by the next one soon; one that took long by a pause of fifty times as long, up to a minute. */
const SOON_MS = 5_000;
const LATEST_MS = 60_000;
const REST = 50;
/** While there is more to count every part is followed by a pause of four times as long: at a peak the facts come first, and `asOf` tells how far the cohorts are. */
const REST_BETWEEN = 4;
/** After a failure, or while another ledger is at it. */
const AGAIN_MS = 5_000;

type Options = { db: History; partitions: number; meters: CohortMeters; log: Log; signal: AbortSignal };

/** Keeps the cohort figures of all floors up to the minute, until told to stop. After a stop it goes on with what has changed meanwhile. */
export async function keepCohorts({ db, partitions, meters, log, signal }: Options): Promise<void> {
  while (!signal.aborted) {
    let next = AGAIN_MS;
    try {
      const seenAt = Date.now();
      const throughs = await throughWithOrders(db, partitions, signal);
      const startedAt = Date.now();
      const done = await refreshCohorts(db, seenAt, throughs);
      if (done) {
        meters.customers.inc(done.customers);
        if (!done.more && throughs) meters.completeAt(seenAt);
        const took = Date.now() - startedAt;
        next = done.more ? took * REST_BETWEEN : Math.min(LATEST_MS, Math.max(SOON_MS, took * REST));
      }
    } catch (err) {
      log.warn({ err }, 'could not count cohorts; trying again');
    }
    if (next > 0) await pause(next, signal);
  }
}
