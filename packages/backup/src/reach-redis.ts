import { connectRedis, isClusterUrl, untilReady } from '@watchfloor/redis/connect';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { BackupFault } from './backup-fault.ts';

/** A connection to a Redis that can be backed up or restored into; `version` as it says itself. */
export type ReachedRedis = Disposable & { redis: ScriptedRedis; version: string };

/**
 * @throws BackupFault for a cluster, whose nodes have no common instant, for another database than the first, and when it does not answer.
 */
export async function reachRedis(url: string): Promise<ReachedRedis> {
  if (isClusterUrl(url)) throw new BackupFault('REDIS_URL: a Redis Cluster cannot be backed up or restored with this command');
  if (/^rediss?:\/\/[^/]+\/[1-9]/.test(url)) throw new BackupFault('REDIS_URL: only database 0 of a Redis can be backed up or restored');
  let last: Error | undefined;
  const redis = connectRedis(url, 'request', (error) => {
    last = error;
  });
  try {
    await untilReady(redis).catch((error) => {
      throw new BackupFault(`Redis cannot be reached: ${(last ?? error).message}`);
    });
    const info = await redis.info();
    if (/^cluster_enabled:1/m.test(info))
      throw new BackupFault('REDIS_URL: a Redis Cluster cannot be backed up or restored with this command');
    return { redis, version: /^redis_version:(\S+)/m.exec(info)?.[1] ?? '', [Symbol.dispose]: () => redis.disconnect() };
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}
