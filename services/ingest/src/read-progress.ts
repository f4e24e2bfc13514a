import { floorKeyOf } from '@watchfloor/contracts/floor';
import type { Progress } from '@watchfloor/contracts/ingest';
import { instantOf } from '@watchfloor/contracts/instant';
import { findFloor } from '@watchfloor/redis/directory';
import { keys, partitionOf } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import type { FloorHead } from '@watchfloor/redis/snapshot';
import { logUnreachable } from './accept-events.ts';

/** Makes the question "what has come of the events of a floor"; null for a floor that is not known. */
export function readProgress(redis: ScriptedRedis, partitions: number) {
  return async (tenant: string, floor: string): Promise<Progress | null> => {
    const floorKey = floorKeyOf(tenant, floor);
    try {
      const text = await redis.hget(keys.floors(partitionOf(floorKey, partitions)), floorKey);
      if (text === null)
        return (await findFloor(redis, floorKey)) ? { applied: 0, duplicates: 0, late: 0, ignored: 0, through: null } : null;
      const { counters, through } = JSON.parse(text) as FloorHead;
      return { ...counters, through: through > 0 ? instantOf(through) : null };
    } catch {
      throw logUnreachable();
    }
  };
}
