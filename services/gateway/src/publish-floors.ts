import type { History } from '@watchfloor/history/connect';
import { insertFloor, listAllFloors } from '@watchfloor/history/floors';
import { addFloor, listFloors } from '@watchfloor/redis/directory';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';

/** Brings the two memories of floors together at the start: Redis may have been set up anew, or an ingest key may have made floors meanwhile. */
export async function publishFloors(db: History, redis: ScriptedRedis): Promise<void> {
  for (const floor of await listAllFloors(db)) await addFloor(redis, floor);
  for (const floor of await listFloors(redis)) await insertFloor(db, floor, Date.now());
}
