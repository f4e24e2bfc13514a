import { type History, pingHistory } from '@watchfloor/history/connect';
import { readPositions } from '@watchfloor/history/ledger-positions';
import { type FactEntry, FactReader } from '@watchfloor/redis/fact-reader';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import type { Log } from '@watchfloor/runtime/log';
import { keepFollowing } from './keep-following.ts';
import type { LedgerMeters } from './meters.ts';
import { PositionNotes } from './note-positions.ts';
import { pause } from './pause.ts';
import type { Progress } from './progress.ts';
import { untilPartitionsFit } from './until-partitions-fit.ts';
import { writeEntries } from './write-entries.ts';

/** Entries a partition and read: one of a busy partition is a commit of about a thousand events, half a megabyte. */
const COUNT = 4;
/** A small read is followed by a pause, so that the next transaction is worth its commit. */
const SMALL_FACTS = 5_000;
const GATHER_MS = 100;

export type Recording = {
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
 * Records facts until told to stop; a running transaction is finished. Whatever fails, it begins again from the positions that are stored,
 * so that nothing is lost or doubled, wherever it was cut.
 * @throws Error when the number of partitions is not that of this Redis.
 */
export async function recordFacts(recording: Recording): Promise<void> {
  await untilPartitionsFit(recording);
  const { db, partitions, progress, meters, log, signal } = recording;
  await keepFollowing({
    what: 'facts',
    progress,
    meters,
    log,
    signal,
    async follow(onAnswer) {
      const positions = await readPositions(db, partitions);
      progress.historyAnswers();
      await recordFrom(positions, recording, onAnswer);
    },
  });
}

/** Follows the facts from some positions until told to stop. @throws what the database throws. */
async function recordFrom(positions: Map<number, string>, recording: Recording, onAnswer: () => void): Promise<void> {
  const { redis, progress, log, signal } = recording;
  const notes = new PositionNotes(redis, 'ledger');
  for (const [partition, factId] of positions) notes.note(partition, factId);
  const reader = new FactReader({
    url: recording.redisUrl,
    partitions: positions.keys(),
    from: positions,
    count: COUNT,
    onTrouble: (err) => {
      log.debug({ err }, 'could not read facts');
      progress.redisFails('Redis cannot be read', Date.now());
    },
  });
  const close = () => reader.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    if (signal.aborted) return;
    for await (const entries of reader.read()) {
      progress.redisAnswers();
      if (entries.length > 0) await record(entries, positions, notes, recording);
      else {
        progress.caughtUp();
        // About once a second: a quiet floor must not hide a database that has gone.
        await pingHistory(recording.db);
      }
      onAnswer();
      await notes.send(performance.now()).catch((err: unknown) => log.debug({ err }, 'could not note positions'));
      if (entries.length > 0 && !isMoreWaiting(entries)) await pause(GATHER_MS, signal);
    }
  } finally {
    signal.removeEventListener('abort', close);
    reader.close();
  }
}

async function record(entries: FactEntry[], positions: Map<number, string>, notes: PositionNotes, recording: Recording): Promise<void> {
  const { db, progress, meters } = recording;
  const committed = entries.map((entry) => entry.batch.committedAt);
  progress.beginWriting(Math.min(...committed), Date.now());
  const stopTimer = meters.transaction.startTimer();
  const { moves, rows, deleted } = await writeEntries(db, entries, positions);
  stopTimer();
  progress.endWriting(Math.max(...committed), Date.now());
  meters.facts.inc(factsIn(entries));
  for (const [table, count] of rows) meters.rows.inc({ table }, count);
  for (const [table, count] of deleted) meters.deleted.inc({ table }, count);
  for (const { partition, to } of moves) {
    positions.set(partition, to);
    notes.note(partition, to);
  }
}

const factsIn = (entries: FactEntry[]): number =>
  entries.reduce(
    (sum, { batch }) => sum + batch.floors.reduce((of, { retracts = [], facts }) => of + retracts.length + facts.length, 0),
    0,
  );

/** Whether a read stopped for its limit, or was worth a transaction of its own anyway. */
function isMoreWaiting(entries: FactEntry[]): boolean {
  const counts = new Map<number, number>();
  for (const { partition } of entries) counts.set(partition, (counts.get(partition) ?? 0) + 1);
  return Math.max(...counts.values()) >= COUNT || factsIn(entries) >= SMALL_FACTS;
}
