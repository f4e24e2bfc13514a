import { keys } from './keys.ts';
import type { ScriptedRedis } from './scripts.ts';

/** Says up to where a reader has taken facts in for good, so that trimming may follow. See note-reader.lua. */
export async function noteReader(redis: ScriptedRedis, partition: number, reader: string, factId: string): Promise<void> {
  await redis.noteReader(1, keys.readers(partition), reader, factId);
}
