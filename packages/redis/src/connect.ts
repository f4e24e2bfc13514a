import { Redis } from 'ioredis';
import { defineScripts, type ScriptedRedis } from './scripts.ts';

/**
 * How a connection behaves when Redis is away.
 * - `request`: fails fast, so that a caller can answer 503; nothing is sent twice.
 * - `blocking`: for XREAD BLOCK only; no command time-out, a watchdog looks after it.
 */
export type ConnectionUse = 'request' | 'blocking';

const REQUEST_TIMEOUT_MS = 5_000;

/**
 * A connection to Redis. It reconnects for ever; commands given while it is down fail at once (`request`).
 * ioredis would resend commands in flight after a reconnect, so that an XADD could run twice: that is off.
 */
export function connectRedis(url: string, use: ConnectionUse = 'request', onError: (error: Error) => void = () => {}): ScriptedRedis {
  const redis = new Redis(url, {
    lazyConnect: false,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    enableAutoPipelining: false,
    connectTimeout: 3_000,
    keepAlive: 10_000,
    noDelay: true,
    ...(use === 'request' ? { commandTimeout: REQUEST_TIMEOUT_MS } : {}),
    retryStrategy: (attempt) => Math.min(50 * attempt, 1_000),
  });
  redis.on('error', onError);
  return defineScripts(redis);
}

/** Resolves once commands can be given; rejects after `timeoutMs`, or when the signal is aborted. */
export async function untilReady(redis: Redis, timeoutMs = 15_000, signal?: AbortSignal): Promise<void> {
  if (redis.status === 'ready') return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error(`Redis did not answer within ${timeoutMs} ms`)), timeoutMs);
  const abort = () => reject(new Error('stopped while waiting for Redis'));
  redis.once('ready', resolve);
  signal?.addEventListener('abort', abort);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    redis.off('ready', resolve);
    signal?.removeEventListener('abort', abort);
  }
}

export const isReady = (redis: Redis): boolean => redis.status === 'ready';
