import path from 'node:path';
import type { LauncherSettings } from '@watchfloor/contracts/settings';
import { launcherOf, lockHome } from '@watchfloor/launcher/home-lock';
import { postgresUrl, startPrivatePostgres } from '@watchfloor/launcher/private-postgres';
import { redisUrl, startPrivateRedis } from '@watchfloor/launcher/private-redis';
import { findServerState } from '@watchfloor/launcher/server-state';
import { BackupFault } from './backup-fault.ts';

/** Addresses of servers that answer; what was started for us is stopped at the end. */
export type Servers = AsyncDisposable & { redis: string; postgres: string };
type Given = Pick<LauncherSettings, 'REDIS_URL' | 'DATABASE_URL'>;

/**
 * Finds the servers of a home: those that the settings name; of a house that runs, its own; else its own are started for as long as this is open,
 * and the home is locked so that nobody else starts them.
 * @throws BackupFault when no house has ever run there, LaunchFault when one is just starting.
 */
export async function openHomeServers(home: string, given: Given, signal: AbortSignal): Promise<Servers> {
  if (given.REDIS_URL && given.DATABASE_URL)
    return { redis: given.REDIS_URL, postgres: given.DATABASE_URL, [Symbol.asyncDispose]: async () => {} };
  const directories = { redis: path.join(home, 'redis'), postgres: path.join(home, 'postgres') };
  const states = { redis: findServerState(directories.redis), postgres: findServerState(directories.postgres) };
  if ((!given.REDIS_URL && !states.redis) || (!given.DATABASE_URL && !states.postgres))
    throw new BackupFault(`there is nothing to back up in ${home}: no Watchfloor has run there`);
  if (launcherOf(home) !== null) {
    return {
      redis: given.REDIS_URL ?? (states.redis ? redisUrl(states.redis) : ''),
      postgres: given.DATABASE_URL ?? (states.postgres ? postgresUrl(states.postgres) : ''),
      [Symbol.asyncDispose]: async () => {},
    };
  }
  const lock = lockHome(home);
  const servers = await startHomeServers(home, given, signal).catch((error) => {
    lock.release();
    throw error;
  });
  return {
    redis: servers.redis,
    postgres: servers.postgres,
    [Symbol.asyncDispose]: async () => {
      await servers[Symbol.asyncDispose]();
      lock.release();
    },
  };
}

/** Starts the private servers of a home that the settings do not replace. */
export async function startHomeServers(home: string, given: Given, signal: AbortSignal): Promise<Servers> {
  await using started = new AsyncDisposableStack();
  const start = async (server: Promise<{ url: string; stop(): Promise<void> }>) => {
    const { url, stop } = await server;
    started.defer(stop);
    return url;
  };
  const redis = given.REDIS_URL ?? (await start(startPrivateRedis({ directory: path.join(home, 'redis'), signal })));
  const postgres = given.DATABASE_URL ?? (await start(startPrivatePostgres({ directory: path.join(home, 'postgres'), signal })));
  const kept = started.move();
  return { redis, postgres, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
