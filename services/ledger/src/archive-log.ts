import { archiveEvents } from '@watchfloor/history/archive-events';
import { type ArchiveMove, moveArchivePositions, readArchivePositions } from '@watchfloor/history/archive-positions';
import { markCustomers, marksOfOrders } from '@watchfloor/history/cohort-marks';
import { type History, pingHistory } from '@watchfloor/history/connect';
import { DayPartitions } from '@watchfloor/history/day-partitions';
import { keepOrderEvents } from '@watchfloor/history/order-events';
import { keys } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { FIRST_ID } from '@watchfloor/redis/stream-id';
import { Tail, type TailEntry } from '@watchfloor/redis/tail';
import type { Log } from '@watchfloor/runtime/log';
import { type ArchiveBatch, archiveBatches } from './archive-batches.ts';
import { keepFollowing } from './keep-following.ts';
import type { LedgerMeters } from './meters.ts';
import { PositionNotes } from './note-positions.ts';
import { pause } from './pause.ts';
import type { Progress } from './progress.ts';
import { untilPartitionsFit } from './until-partitions-fit.ts';

/** Entries a partition and read: frames of at most 256 events. */
const COUNT = 128;
/** A read that found all there was is followed by a pause, so that the next transaction is worth its commit. */
const GATHER_MS = 1_000;

export type Archiving = {
  db: History;
  redis: ScriptedRedis;
  redisUrl: string;
  partitions: number;
  progress: Progress;
  meters: LedgerMeters;
  log: Log;
  signal: AbortSignal;
};

/**
 * Archives the log until told to stop; a running transaction is finished. Positions move in the same transaction, so each entry is taken in
 * once, and a repeat of an event is no second row.
 * @throws Error when the number of partitions is not that of this Redis.
 */
export async function archiveLog(archiving: Archiving): Promise<void> {
  await untilPartitionsFit(archiving);
  const { db, partitions, progress, meters, log, signal } = archiving;
  await keepFollowing({
    what: 'events',
    progress,
    meters,
    log,
    signal,
    async follow(onAnswer) {
      const positions = await readArchivePositions(db, partitions);
      progress.historyAnswers();
      await archiveFrom(positions, archiving, onAnswer);
    },
  });
}

/** Follows the log from some positions until told to stop. @throws what the database throws. */
async function archiveFrom(positions: Map<number, string>, archiving: Archiving, onAnswer: () => void): Promise<void> {
  const { db, redis, redisUrl, progress, log, signal } = archiving;
  const days = new DayPartitions(db, 'archive');
  const notes = new PositionNotes(redis, 'archive');
  for (const [partition, logId] of positions) notes.note(partition, logId);
  const partitionOf = new Map([...positions.keys()].map((partition) => [keys.log(partition), partition]));
  const tail = new Tail({
    url: redisUrl,
    from: new Map([...positions].map(([partition, logId]) => [keys.log(partition), logId])),
    count: COUNT,
    onTrouble: (err) => {
      log.debug({ err }, 'could not read the log');
      progress.redisFails('Redis cannot be read', Date.now());
    },
  });
  const close = () => tail.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    if (signal.aborted) return;
    for await (const entries of tail.read()) {
      progress.redisAnswers();
      for (const batch of archiveBatches(entries, partitionOf)) {
        await write(batch, positions, days, archiving);
        for (const partition of batch.ends.keys()) notes.note(partition, positions.get(partition) ?? FIRST_ID);
        if (signal.aborted) return;
      }
      if (entries.length === 0) {
        progress.caughtUp();
        // About once a second: a quiet floor must not hide a database that has gone.
        await pingHistory(db);
      }
      onAnswer();
      await notes.send(performance.now()).catch((err: unknown) => log.debug({ err }, 'could not note positions'));
      if (entries.length > 0 && !isMoreWaiting(entries)) await pause(GATHER_MS, signal);
    }
  } finally {
    signal.removeEventListener('abort', close);
    tail.close();
  }
}

async function write(
  batch: ArchiveBatch,
  positions: Map<number, string>,
  days: DayPartitions,
  { db, progress, meters }: Archiving,
): Promise<void> {
  progress.beginWriting(batch.firstAt, Date.now());
  await days.ensure(batch.days);
  const moves = [...batch.ends].map(([partition, to]): ArchiveMove => ({ partition, from: positions.get(partition) ?? FIRST_ID, to }));
  const fresh = await db.transaction().execute(async (trx) => {
    // First, because it waits for another writer, and then finds that there is nothing left to do.
    await moveArchivePositions(trx, moves);
    await keepOrderEvents(trx, batch.orders);
    await markCustomers(trx, marksOfOrders(batch.orders));
    return archiveEvents(trx, batch.rows);
  });
  progress.endWriting(batch.lastAt, Date.now());
  meters.archived.inc(fresh);
  meters.archiveRepeats.inc(batch.rows.length - fresh);
  for (const { partition, to } of moves) positions.set(partition, to);
}

function isMoreWaiting(entries: readonly TailEntry[]): boolean {
  const counts = new Map<string, number>();
  for (const { stream } of entries) counts.set(stream, (counts.get(stream) ?? 0) + 1);
  return Math.max(...counts.values()) >= COUNT;
}
