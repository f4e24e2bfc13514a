import { keys } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { compareIds, FIRST_ID } from '@watchfloor/redis/stream-id';
import type { Partition } from './partition.ts';

/** Facts stay at least so long after every reader has them: a reader that joins folds from a snapshot a moment old. */
const KEEP_FACTS_MS = 10 * 60_000;
/** The log stays a day below what is committed, until an archive takes it over. */
const KEEP_LOG_MS = 24 * 3_600_000;
/** Facts wait for these readers, even before one has ever said how far it is. */
const READERS = ['ledger', 'alerting'];

const lower = (a: string, b: string): string => (compareIds(a, b) <= 0 ? a : b);

/** Trims log and facts of a partition by MINID, never by length, and never above what somebody still has to read. `now` is the wall clock. */
export async function trimStreams(redis: ScriptedRedis, partition: Partition, now: number): Promise<void> {
  const { number } = partition;
  const log = lower(partition.position, `${now - KEEP_LOG_MS}-0`);
  await redis.xtrim(keys.log(number), 'MINID', '~', log);
  const readers = await redis.hmget(keys.readers(number), ...READERS);
  const facts = readers.reduce<string>((least, position) => lower(least, position ?? FIRST_ID), `${now - KEEP_FACTS_MS}-0`);
  await redis.xtrim(keys.facts(number), 'MINID', '~', facts);
}
