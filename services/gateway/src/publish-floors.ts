import { floorKeyOf } from '@watchfloor/contracts/floor';
import type { History } from '@watchfloor/history/connect';
import { insertFloor, listAllFloors } from '@watchfloor/history/floors';
import { tellFloorAgain } from '@watchfloor/history/setting-versions';
import { addFloor, listFloors } from '@watchfloor/redis/directory';
import { keys, partitionOf } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';

/**
 * Brings the two memories of floors together at the start: Redis may have been set up anew, then its keeper is told again what is set on each
 * floor; or an ingest key may have made floors meanwhile.
 */
export async function publishFloors(db: History, redis: ScriptedRedis, partitions: number): Promise<void> {
  for (const floor of await listAllFloors(db)) {
    const floorKey = floorKeyOf(floor.tenant, floor.id);
    await addFloor(redis, floor);
    const isKnown = await redis.exists(keys.settings(partitionOf(floorKey, partitions), floorKey, 'floor'));
    if (!isKnown) await tellFloorAgain(db, floor);
  }
  for (const floor of await listFloors(redis)) await insertFloor(db, floor, { author: null, now: Date.now(), tell: false });
}
