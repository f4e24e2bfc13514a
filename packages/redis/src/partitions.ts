import { keys } from './keys.ts';
import type { ScriptedRedis } from './scripts.ts';

/**
 * Stores the number of partitions on the first start and compares it later: floors would change place under another number.
 * @throws Error that names the setting.
 */
export async function checkPartitions(redis: ScriptedRedis, wanted: number): Promise<void> {
  await redis.setnx(keys.partitions, wanted);
  const stored = Number(await redis.get(keys.partitions));
  if (stored !== wanted) throw new Error(`PARTITIONS: this Redis was set up with ${stored}, the setting says ${wanted}; set PARTITIONS=${stored}`);
}
