import { randomUUID } from 'node:crypto';
import { keys } from './keys.ts';
import type { ScriptedRedis } from './scripts.ts';

/** A hold of somebody who died ends by itself after this time. */
const TTL_MS = 30_000;

/** Keepers trim neither log nor facts until it is released. */
export type TrimHold = {
  /** Whether nothing was trimmed since it was taken: a keeper ends a hold when memory is short. */
  isWhole(): Promise<boolean>;
  release(): Promise<void>;
};

/**
 * Asks keepers to trim nothing. Whoever looks up positions in PostgreSQL after this and takes a copy of Redis before the release has everything in
 * it that comes after those positions: see trim-streams.ts.
 */
export async function holdTrimming(redis: ScriptedRedis): Promise<TrimHold> {
  const token = randomUUID();
  const isWhole = async () => (await redis.get(keys.trimHold)) === token;
  await redis.set(keys.trimHold, token, 'PX', TTL_MS);
  const renewing = setInterval(() => void redis.set(keys.trimHold, token, 'PX', TTL_MS, 'XX').catch(() => {}), TTL_MS / 3);
  return {
    isWhole,
    async release() {
      clearInterval(renewing);
      if (await isWhole()) await redis.del(keys.trimHold);
    },
  };
}

/** Whether somebody holds trimming. When memory is short (`end`) nobody may: a hold that there is ends, and its holder finds out. */
export async function isTrimmingHeld(redis: ScriptedRedis, { end }: { end: boolean }): Promise<boolean> {
  if (!end) return (await redis.exists(keys.trimHold)) === 1;
  await redis.del(keys.trimHold);
  return false;
}
