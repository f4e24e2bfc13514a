import type { KeyGrant } from '@watchfloor/contracts/access';
import { keys } from './keys.ts';
import type { ScriptedRedis } from './scripts.ts';

/** Lets the receiver take a key, known by the SHA-256 of it in hex. */
export async function grantKey(redis: ScriptedRedis, digest: string, grant: KeyGrant): Promise<void> {
  await redis.hset(keys.ingestKeys, digest, JSON.stringify(grant));
}

export async function withdrawKey(redis: ScriptedRedis, digest: string): Promise<void> {
  await redis.hdel(keys.ingestKeys, digest);
}
