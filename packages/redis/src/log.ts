import type { Frame } from '@watchfloor/contracts/event';
import { keys } from './keys.ts';
import { decodePayload, encodePayload } from './payload.ts';
import type { ScriptedRedis } from './scripts.ts';

/** Appends one frame; resolves with its id when Redis has it on disk (`appendfsync always`). Rejects when it cannot say so. */
export async function appendFrame(redis: ScriptedRedis, partition: number, frame: Frame): Promise<string> {
  const id = await redis.xadd(keys.log(partition), '*', 'f', encodePayload(frame));
  if (id === null) throw new Error('Redis gave no id for a frame');
  return id;
}

export const parseFrame = (payload: Buffer): Frame => decodePayload<Frame>(payload);

/** Every frame that a log holds, in its order. */
export async function readLog(redis: ScriptedRedis, partition: number): Promise<Frame[]> {
  const entries = await redis.xrangeBuffer(keys.log(partition), '-', '+');
  return entries.map(([, [, payload]]) => (payload ? parseFrame(payload) : []));
}
