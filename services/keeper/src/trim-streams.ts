import { LATENESS_BOUND_MS } from '@watchfloor/core/floor/lateness';
import { keys } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { compareIds, FIRST_ID } from '@watchfloor/redis/stream-id';
import { isTrimmingHeld } from '@watchfloor/redis/trim-hold';
import type { Partition } from './partition.ts';

/** Facts stay at least so long after every reader has them: a reader that joins folds from a snapshot a moment old. */
const KEEP_FACTS_MS = 10 * 60_000;
/** So does the log: who looks into an accident finds the last minutes as they came. */
const KEEP_LOG_MS = 10 * 60_000;
/** When memory is short: what may still be overtaken, and a minute. */
const KEEP_SHORT_LOG_MS = LATENESS_BOUND_MS + 60_000;
/** Facts wait for these readers, even before one has ever said how far it is. */
const FACT_READERS = ['ledger', 'alerting'];
/** The log waits for this one likewise: what is not in the archive is nowhere else. */
const LOG_READERS = ['archive'];
/** Entries a call: Redis does nothing else meanwhile. */
const AT_ONCE = 10_000;

const lower = (a: string, b: string): string => (compareIds(a, b) <= 0 ? a : b);

/**
 * Trims log and facts of a partition by MINID, never by length, and never above what somebody still has to read (or the windows have to take in), however short memory is; nothing
 * while a backup is being taken, unless memory is short.
 * `now` is the wall clock; `isShort`: memory is, so no more of the log is kept than states need. Gives how many entries went.
 */
export async function trimStreams(
  redis: ScriptedRedis,
  { number, position }: Pick<Partition, 'number' | 'position'>,
  { now, isShort }: { now: number; isShort: boolean },
): Promise<{ log: number; facts: number }> {
  const kept = { log: now - (isShort ? KEEP_SHORT_LOG_MS : KEEP_LOG_MS), facts: now - KEEP_FACTS_MS };
  const archived = await slowest(redis, number, LOG_READERS);
  const read = await slowest(redis, number, FACT_READERS);
  const windows = (await redis.hget(keys.applied(number), 'windows')) || FIRST_ID;
  // Asked after the positions were read: if nobody holds trimming now, they are older than any position that a later hold is about.
  if (await isTrimmingHeld(redis, { end: isShort })) return { log: 0, facts: 0 };
  return {
    log: await trimBelow(redis, keys.log(number), [position, archived, `${kept.log}-0`].reduce(lower)),
    facts: await trimBelow(redis, keys.facts(number), [read, windows, `${kept.facts}-0`].reduce(lower)),
  };
}

/** The last entry that all of some readers have for good; the very first while one of them has never said. */
async function slowest(redis: ScriptedRedis, partition: number, names: string[]): Promise<string> {
  const read = await redis.hmget(keys.readers(partition), ...names);
  return read.map((id) => id ?? FIRST_ID).reduce(lower);
}

async function trimBelow(redis: ScriptedRedis, stream: string, id: string): Promise<number> {
  for (let total = 0; ; ) {
    const gone = await redis.xtrim(stream, 'MINID', '~', id, 'LIMIT', AT_ONCE);
    total += gone;
    // Whole nodes go, so a call seldom reaches its limit to the entry.
    if (gone < AT_ONCE / 2) return total;
  }
}
