import { keys } from './keys.ts';
import type { ScriptedRedis } from './scripts.ts';

/** Says that a keeper is alive for the next `ttlMs`; gives every live keeper, it among them. See keepers.lua. */
export const announceKeeper = (redis: ScriptedRedis, keeper: string, ttlMs: number): Promise<string[]> =>
  redis.liveKeepers(1, keys.keepers, keeper, ttlMs);

/** The keepers that are alive, by the clock of Redis. Writes nothing. */
export const listKeepers = (redis: ScriptedRedis): Promise<string[]> => redis.liveKeepers(1, keys.keepers, '', 0);

/** A keeper that stops says so, and the others share its partitions without waiting. */
export async function withdrawKeeper(redis: ScriptedRedis, keeper: string): Promise<void> {
  await redis.liveKeepers(1, keys.keepers, keeper, -1);
}
