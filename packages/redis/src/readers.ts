import { keys } from './keys.ts';
import type { ScriptedRedis } from './scripts.ts';

/** Says up to where a reader has taken a stream in for good (`archive` the log, the others the facts), so that trimming may follow. See note-reader.lua. */
export async function noteReader(redis: ScriptedRedis, partition: number, reader: string, entryId: string): Promise<void> {
  await redis.noteReader(1, keys.readers(partition), reader, entryId);
}

/** Forgets how far some readers are: nothing is trimmed until they have said it again. */
export async function forgetReaders(redis: ScriptedRedis, partition: number, readers: string[]): Promise<void> {
  await redis.hdel(keys.readers(partition), ...readers);
}
