import { untilReady } from '@watchfloor/redis/connect';
import { checkPartitions, PartitionsError } from '@watchfloor/redis/partitions';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { pause } from './pause.ts';
import type { Progress } from './progress.ts';

type Options = { redis: ScriptedRedis; partitions: number; progress: Progress; signal: AbortSignal };

/** Waits for Redis, or until told to stop. @throws PartitionsError when the number of partitions is not that of this Redis. */
export async function untilPartitionsFit({ redis, partitions, progress, signal }: Options): Promise<void> {
  while (!signal.aborted) {
    try {
      await untilReady(redis, 1_000);
      await checkPartitions(redis, partitions);
      return;
    } catch (error) {
      // Only this one does not go away by waiting.
      if (error instanceof PartitionsError) throw error;
      progress.redisFails('Redis cannot be reached', Date.now());
      await pause(500, signal);
    }
  }
}
