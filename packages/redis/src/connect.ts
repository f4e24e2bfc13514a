import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { defineScripts, type ScriptedRedis } from './scripts.ts';

/**
 * How a connection behaves when Redis is away.
 * - `request`: fails fast, so that a caller can answer 503; nothing is sent twice.
 * - `blocking`: for XREAD BLOCK only; no command time-out, a watchdog looks after it.
 */
export type ConnectionUse = 'request' | 'blocking';

const REQUEST_TIMEOUT_MS = 5_000;

/** The addresses of a setting: one is a server, several are nodes of a cluster. */
export const nodesOf = (url: string): string[] => url.split(',').map((node) => node.trim());
export const isClusterUrl = (url: string): boolean => nodesOf(url).length > 1;

/**
 * A connection to Redis, or to a cluster when several nodes are named. It reconnects for ever; commands given while it is down fail at once
 * (`request`). ioredis would resend commands in flight after a reconnect, so that an XADD could run twice: that is off.
 */
export function connectRedis(url: string, use: ConnectionUse = 'request', onError: (error: Error) => void = () => {}): ScriptedRedis {
  const options: RedisOptions = {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    enableAutoPipelining: false,
    connectTimeout: 3_000,
    keepAlive: 10_000,
    noDelay: true,
    ...(use === 'request' ? { commandTimeout: REQUEST_TIMEOUT_MS } : {}),
  };
  const redis = isClusterUrl(url)
    ? connectCluster(nodesOf(url), options)
    : new Redis(url, { ...options, retryStrategy: (attempt) => Math.min(50 * attempt, 1_000) });
  redis.on('error', onError);
  // Every command that we give exists on both and names keys of one slot.
  return defineScripts(redis as Redis);
}

/** Options that any connection to a cluster of ours has. A moved slot is asked for at its new node; a node that is gone is asked for again for a while. */
export function connectCluster(nodes: string[], options: RedisOptions): Cluster {
  return new Cluster(nodes, {
    // The nodes' own connections may queue while they are being made; the cluster as a whole must not.
    redisOptions: { ...options, enableOfflineQueue: true, ...credentialsOf(nodes[0] ?? '') },
    enableOfflineQueue: false,
    clusterRetryStrategy: (attempt) => Math.min(50 * attempt, 1_000),
    slotsRefreshTimeout: 2_000,
    slotsRefreshInterval: 2_000,
    retryDelayOnFailover: 200,
    retryDelayOnClusterDown: 200,
    maxRedirections: 16,
  });
}

/** All nodes share a password. */
function credentialsOf(node: string): RedisOptions {
  if (!URL.canParse(node)) return {};
  const { username, password, protocol } = new URL(node);
  return {
    ...(username ? { username: decodeURIComponent(username) } : {}),
    ...(password ? { password: decodeURIComponent(password) } : {}),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
  };
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
