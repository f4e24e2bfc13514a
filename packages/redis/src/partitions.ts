import { keys } from './keys.ts';
import type { ScriptedRedis } from './scripts.ts';

/** The setting PARTITIONS is not what this Redis was set up with. */
export class PartitionsError extends Error {
  override readonly name = 'PartitionsError';
}

/**
 * Stores the number of partitions on the first start and compares it later: floors would change place under another number.
 * @throws PartitionsError that names the setting.
 */
export async function checkPartitions(redis: ScriptedRedis, wanted: number): Promise<void> {
  await redis.setnx(keys.partitions, wanted);
  const stored = Number(await redis.get(keys.partitions));
  if (stored !== wanted)
    throw new PartitionsError(`PARTITIONS: this Redis was set up with ${stored}, the setting says ${wanted}; set PARTITIONS=${stored}`);
}
