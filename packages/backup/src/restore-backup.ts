import { existsSync, readdirSync, renameSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { LauncherSettings } from '@watchfloor/contracts/settings';
import { LOCK_FILE, lockHome } from '@watchfloor/launcher/home-lock';
import { postgresAccount } from '@watchfloor/launcher/postgres-account';
import { postgresBase } from '@watchfloor/launcher/postgres-place';
import type { Say } from '@watchfloor/launcher/say';
import { writePrivately } from '@watchfloor/launcher/write-privately';
import { keys } from '@watchfloor/redis/keys';
import { forgetReaders } from '@watchfloor/redis/readers';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { BackupFault } from './backup-fault.ts';
import { copyKeys } from './copy-keys.ts';
import { startHomeServers } from './home-servers.ts';
import { checkDatabaseEmpty, checkMigrations, loadDatabase } from './load-database.ts';
import { homePart, type Manifest, REDIS_PART } from './manifest.ts';
import { placeRedisSnapshot } from './place-redis-snapshot.ts';
import { type ReachedRedis, reachRedis } from './reach-redis.ts';
import { type Pack, readPack } from './read-pack.ts';

export type RestoreOptions = {
  settings: Pick<LauncherSettings, 'WATCHFLOOR_HOME' | 'REDIS_URL' | 'DATABASE_URL' | 'PARTITIONS'>;
  file: string;
  say: Say;
  signal: AbortSignal;
};

/** Readers whose positions are in PostgreSQL. */
const LEDGER_READERS = ['ledger', 'archive'];
const TELL_EVERY_MS = 5_000;

/**
 * Makes a home of a backup, or fills the empty servers that the settings name; gives what the backup says of itself. All is prepared beside the
 * home and gets its name when it is whole.
 * @throws BackupFault; then nothing has changed.
 */
export async function restoreBackup({ settings, file, say, signal }: RestoreOptions): Promise<Manifest> {
  const home = settings.WATCHFLOOR_HOME;
  checkHomeEmpty(home);
  if (settings.DATABASE_URL) await checkDatabaseEmpty(settings.DATABASE_URL);
  using target = settings.REDIS_URL ? await reachEmptyRedis(settings.REDIS_URL) : undefined;
  await using pack = await readPack(file, signal);
  const { manifest } = pack;
  checkMigrations(manifest.postgres);
  say(`${file} is whole: a Watchfloor as of ${manifest.takenAt}`);

  const draft = `${home}.restoring`;
  const lock = lockHome(draft);
  try {
    // Of a restore that was killed.
    await clear(draft);
    await fill({ draft, settings, target, pack, say, signal });
    for (const name of manifest.homeFiles) writePrivately(path.join(draft, name), await text(await pack.part(homePart(name))));
    signal.throwIfAborted();
    checkHomeEmpty(home);
    lock.release();
    // PostgreSQL's files first, where they are elsewhere: a home without them would look whole.
    const [from, to] = [draft, home].map(postgresPlace);
    if (from && to && from !== path.join(draft, 'postgres') && existsSync(from)) renameSync(from, to);
    renameSync(draft, home);
    return manifest;
  } finally {
    lock.release();
    for (const place of [draft, postgresPlace(draft)]) await rm(place, { recursive: true, force: true });
  }
}

const postgresPlace = (home: string): string => postgresBase(path.join(home, 'postgres'), false, postgresAccount());

/** Empties it, but for the lock that we hold. */
async function clear(draft: string): Promise<void> {
  const held = readdirSync(draft).filter((name) => name !== LOCK_FILE);
  for (const place of [...held.map((name) => path.join(draft, name)), postgresPlace(draft)])
    await rm(place, { recursive: true, force: true });
}

function checkHomeEmpty(home: string): void {
  for (const place of [home, postgresPlace(home)])
    if (existsSync(place) && readdirSync(place).length > 0)
      throw new BackupFault(`${place} is not empty: restore into another home (--home), or move it away first`);
}

async function reachEmptyRedis(url: string): Promise<ReachedRedis> {
  const reached = await reachRedis(url);
  if ((await reached.redis.dbsize()) === 0) return reached;
  reached[Symbol.dispose]();
  throw new BackupFault('REDIS_URL: this Redis is not empty: restore into a new one');
}

type Filling = { draft: string; target: ReachedRedis | undefined; pack: Pack } & Pick<RestoreOptions, 'settings' | 'say' | 'signal'>;

/** Fills the private servers of `draft`, or those of the settings, and stops what it has started. */
async function fill({ draft, settings, target, pack, say, signal }: Filling): Promise<void> {
  const { manifest } = pack;
  await placeRedisSnapshot(path.join(draft, 'redis'), await pack.part(REDIS_PART), signal);
  {
    // A private Redis also where there is another in the end: only a server can read the snapshot, and keys are then copied from that one.
    await using servers = await startHomeServers(draft, { DATABASE_URL: settings.DATABASE_URL }, signal);
    using restored = await reachRedis(servers.redis);
    await makeReady(restored.redis, manifest.partitions);
    say('Redis is read');
    await loadDatabase(servers.postgres, {
      dump: manifest.postgres,
      part: pack.part,
      onTable: tellNowAndThen(manifest.postgres.tables.length, say),
      beforeCommit: async () => void (target && (await copyKeys(restored.redis, target.redis, signal))),
      signal,
    });
    say(`PostgreSQL is filled: ${manifest.postgres.tables.length} tables`);
  }
  if (target) await rm(path.join(draft, 'redis'), { recursive: true });
}

/**
 * PostgreSQL is from a moment before Redis, so the ledger will read again what it has told Redis that it has. Until it tells anew, nothing may be
 * trimmed.
 */
async function makeReady(redis: ScriptedRedis, partitions: number): Promise<void> {
  for (let partition = 0; partition < partitions; partition += 1) await forgetReaders(redis, partition, LEDGER_READERS);
  await redis.del(keys.trimHold);
}

function tellNowAndThen(tables: number, say: Say): (done: number) => void {
  let toldAt = performance.now();
  return (done) => {
    if (performance.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = performance.now();
    say(`${done} of ${tables} tables are filled`);
  };
}
