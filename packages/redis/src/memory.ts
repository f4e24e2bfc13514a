import type { ScriptedRedis } from './scripts.ts';

const numberIn = (info: string, field: string): number => Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);

/** The share of `maxmemory` that Redis uses; 0 when no limit is set. */
export async function memoryShare(redis: ScriptedRedis): Promise<number> {
  const info = await redis.info('memory');
  const max = numberIn(info, 'maxmemory');
  return max === 0 ? 0 : numberIn(info, 'used_memory') / max;
}
