import { readArchivePositions } from '@watchfloor/history/archive-positions';
import { readThroughs } from '@watchfloor/history/cohort-progress';
import type { History } from '@watchfloor/history/connect';
import { readLogPositions } from '@watchfloor/history/ledger-positions';
import type { FloorThroughRow } from '@watchfloor/history/schema';
import { compareIds, FIRST_ID } from '@watchfloor/redis/stream-id';
import { pause } from './pause.ts';

const WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 200;

/**
 * Up to which event time the facts of each floor are in, once the orders of that time are too: those come with the archive, a moment later. Null when the
 * archive does not follow.
 */
export async function throughWithOrders(db: History, partitions: number, signal: AbortSignal): Promise<FloorThroughRow[] | null> {
  const throughs = await readThroughs(db);
  const recorded = await readLogPositions(db);
  for (const until = Date.now() + WITHIN_MS; Date.now() < until && !signal.aborted; ) {
    const archived = await readArchivePositions(db, partitions);
    if (recorded.every(({ partition, logId }) => compareIds(archived.get(partition) ?? FIRST_ID, logId) >= 0)) return throughs;
    await pause(LOOK_EVERY_MS, signal);
  }
  return null;
}
