import { LATENESS_BOUND_MS } from '@watchfloor/core/floor/lateness';
import { keys } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { compareIds, FIRST_ID } from '@watchfloor/redis/stream-id';
import type { Partition } from './partition.ts';

/** Facts stay at least so long after every reader has them: a reader that joins folds from a snapshot a moment old. */
const KEEP_FACTS_MS = 10 * 60_000;
/** The log stays a day below what is committed, until an archive takes it over. */
const KEEP_LOG_MS = 24 * 3_600_000;
/** When memory is short: what may still be overtaken, and a minute. */
const KEEP_SHORT_LOG_MS = LATENESS_BOUND_MS + 60_000;
/** Facts wait for these readers, even before one has ever said how far it is. */
const READERS = ['ledger', 'alerting'];
/** Entries a call: Redis does nothing else meanwhile. */
const AT_ONCE = 10_000;

const lower = (a: string, b: string): string => (compareIds(a, b) <= 0 ? a : b);

/**
 * Trims log and facts of a partition by MINID, never by length, and never above what somebody still has to read. `now` is the wall clock;
 * `isShort`: memory is, so the log is kept only as far as states need it. Gives how many entries went.
 */
export async function trimStreams(
  redis: ScriptedRedis,
  { number, position }: Pick<Partition, 'number' | 'position'>,
  { now, isShort }: { now: number; isShort: boolean },
): Promise<{ log: number; facts: number }> {
  const log = lower(position, `${now - (isShort ? KEEP_SHORT_LOG_MS : KEEP_LOG_MS)}-0`);
  const readers = await redis.hmget(keys.readers(number), ...READERS);
  const facts = readers.reduce<string>((least, read) => lower(least, read ?? FIRST_ID), `${now - KEEP_FACTS_MS}-0`);
  return { log: await trimBelow(redis, keys.log(number), log), facts: await trimBelow(redis, keys.facts(number), facts) };
}

async function trimBelow(redis: ScriptedRedis, stream: string, id: string): Promise<number> {
  for (let total = 0; ; ) {
    const gone = await redis.xtrim(stream, 'MINID', '~', id, 'LIMIT', AT_ONCE);
    total += gone;
    // Whole nodes go, so a call seldom reaches its limit to the entry.
    if (gone < AT_ONCE / 2) return total;
  }
}
