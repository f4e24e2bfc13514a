import type { Frame } from '@watchfloor/contracts/event';
import { keys } from './keys.ts';
import type { ScriptedRedis } from './scripts.ts';

/** Appends one frame; resolves with its id when Redis has it on disk (`appendfsync always`). Rejects when it cannot say so. */
export async function appendFrame(redis: ScriptedRedis, partition: number, frame: Frame): Promise<string> {
  const id = await redis.xadd(keys.log(partition), '*', 'f', JSON.stringify(frame));
  if (id === null) throw new Error('Redis gave no id for a frame');
  return id;
}

export const parseFrame = (payload: string): Frame => JSON.parse(payload) as Frame;
