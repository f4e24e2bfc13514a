import { FloorEntry } from '@watchfloor/contracts/floor';
import { keys } from './keys.ts';
import type { ScriptedRedis } from './scripts.ts';

/** The floor of a key `tenant/floor`, or null. */
export async function findFloor(redis: ScriptedRedis, floorKey: string): Promise<FloorEntry | null> {
  const text = await redis.hget(keys.directory, floorKey);
  return text === null ? null : FloorEntry.parse(JSON.parse(text));
}

/** Every floor of every tenant. */
export async function listFloors(redis: ScriptedRedis): Promise<FloorEntry[]> {
  return (await redis.hvals(keys.directory)).map((text) => FloorEntry.parse(JSON.parse(text)));
}

/** Puts a floor in unless it is there; true when it was put in. */
export async function addFloor(redis: ScriptedRedis, floor: FloorEntry): Promise<boolean> {
  return (await redis.hsetnx(keys.directory, `${floor.tenant}/${floor.id}`, JSON.stringify(floor))) === 1;
}

export async function putFloor(redis: ScriptedRedis, floor: FloorEntry): Promise<void> {
  await redis.hset(keys.directory, `${floor.tenant}/${floor.id}`, JSON.stringify(floor));
}
