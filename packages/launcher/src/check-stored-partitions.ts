import { connectRedis, untilReady } from '@watchfloor/redis/connect';
import { checkPartitions } from '@watchfloor/redis/partitions';
import { LaunchFault } from './launch-fault.ts';

/**
 * Compares PARTITIONS with what the data in this Redis were laid out for, before any service writes there.
 * @throws LaunchFault when they differ or Redis does not answer.
 */
export async function checkStoredPartitions(url: string, wanted: number): Promise<void> {
  let last: Error | undefined;
  const redis = connectRedis(url, 'request', (error) => {
    last = error;
  });
  try {
    await untilReady(redis).catch((error) => {
      throw new Error(`REDIS_URL: ${(last ?? error).message}`);
    });
    await checkPartitions(redis, wanted);
  } catch (error) {
    throw new LaunchFault(error instanceof Error ? error.message : String(error));
  } finally {
    redis.disconnect();
  }
}
