import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';

/**
 * Has Redis rewrite its append-only file and waits for it, so that what is measured next begins on the same ground. Redis would do so by itself
 * in the middle of some measurements and not of others.
 */
export async function rewriteFile(redis: Redis, signal: AbortSignal): Promise<void> {
  await redis.bgrewriteaof();
  while (/aof_rewrite_(in_progress|scheduled):1/.test(await redis.info('persistence'))) await wait(50, undefined, { signal });
}

/** The setting that keeps Redis from doing it by itself. */
export const NO_REWRITE = { 'auto-aof-rewrite-percentage': '0' };
