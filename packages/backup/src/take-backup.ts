import { createReadStream, existsSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { LauncherSettings } from '@watchfloor/contracts/settings';
import type { Say } from '@watchfloor/launcher/say';
import { keys } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { holdTrimming } from '@watchfloor/redis/trim-hold';
import { BackupFault } from './backup-fault.ts';
import { type DatabaseSnapshot, openDatabaseSnapshot } from './dump-database.ts';
import { openHomeServers } from './home-servers.ts';
import { FORMAT, HomeFile, homePart, REDIS_PART, type TableDump, tablePart } from './manifest.ts';
import { reachRedis } from './reach-redis.ts';
import { openRedisSnapshot } from './redis-snapshot.ts';
import { type PackWriter, writePack } from './write-pack.ts';

export type BackupOptions = {
  settings: Pick<LauncherSettings, 'WATCHFLOOR_HOME' | 'REDIS_URL' | 'DATABASE_URL' | 'PARTITIONS'>;
  file: string;
  say: Say;
  signal: AbortSignal;
};

const TRIES = 5;
const TELL_EVERY_MS = 5_000;

/**
 * Writes all that a Watchfloor knows into one file, whether it is running or not; gives the file's bytes.
 * @throws BackupFault; then there is no file.
 */
export async function takeBackup({ settings, file, say, signal }: BackupOptions): Promise<number> {
  const pack = await writePack(file, signal);
  try {
    await using servers = await openHomeServers(settings.WATCHFLOOR_HOME, settings, signal);
    using reached = await reachRedis(servers.redis);
    const partitions = Number(await reached.redis.get(keys.partitions));
    if (partitions === 0) throw new BackupFault('there is nothing to back up: no Watchfloor has ever written to this Redis');
    const instant = { redis: reached.redis, redisUrl: servers.redis, databaseUrl: servers.postgres, signal };
    const { database, snapshot } = await openBoth(instant);
    await using _ = database;
    const takenAt = new Date().toISOString();
    say(`everything is as of ${takenAt}; what happens from now on is not in the backup`);
    await pack.add(REDIS_PART, snapshot);
    say('Redis is in: the log, live state, alerts, deliveries');
    const tables = await addTables(pack, database, say);
    const homeFiles = HomeFile.options.filter((name) => existsSync(path.join(settings.WATCHFLOOR_HOME, name)));
    for (const name of homeFiles) await pack.add(homePart(name), createReadStream(path.join(settings.WATCHFLOOR_HOME, name)));
    const redis = { version: reached.version };
    return await pack.finish({ format: FORMAT, takenAt, partitions, redis, postgres: { ...database.about, tables }, homeFiles });
  } finally {
    await pack.discard();
  }
}

type Instant = { redis: ScriptedRedis; redisUrl: string; databaseUrl: string; signal: AbortSignal };

/**
 * Opens both memories: PostgreSQL first, Redis a moment later. So PostgreSQL is never ahead of Redis, and the ledger goes on, after a restore, from the
 * positions that its tables have. For that, all that comes after those positions must be in Redis still. Log and facts are trimmed below what
 * readers say they have taken in, which they say after PostgreSQL has it; and no later than ten minutes. So a trim that began before PostgreSQL's
 * snapshot takes away nothing that the snapshot has not got. But a ledger that lags by more than these ten minutes may catch up in the moment
 * between the two, and then a trim would take away what only Redis had: therefore nobody trims meanwhile.
 * A setting of just that moment would be in Redis, where the keeper has it, and not in PostgreSQL, where its number would be given away twice: then
 * once again.
 */
async function openBoth(instant: Instant): Promise<{ database: DatabaseSnapshot; snapshot: Readable }> {
  for (let attempt = 1; ; attempt += 1) {
    const hold = await holdTrimming(instant.redis);
    let database: DatabaseSnapshot | undefined;
    let snapshot: Readable | undefined;
    try {
      database = await openDatabaseSnapshot(instant.databaseUrl);
      snapshot = await openRedisSnapshot(instant.redisUrl, instant.signal);
      if ((await hold.isWhole()) && (await database.settingsNow()) === database.settings) return { database, snapshot };
    } catch (error) {
      await database?.[Symbol.asyncDispose]();
      snapshot?.destroy();
      throw error;
    } finally {
      await hold.release();
    }
    snapshot.destroy();
    await database[Symbol.asyncDispose]();
    if (attempt === TRIES) throw new BackupFault('memory of Redis is short, or settings are changed all the time: try again later');
  }
}

async function addTables(pack: PackWriter, database: DatabaseSnapshot, say: Say): Promise<TableDump[]> {
  const dumps: TableDump[] = [];
  let rowsIn = 0;
  let toldAt = performance.now();
  for (const table of database.tables) {
    const { source, rows } = database.copy(table);
    await pack.add(tablePart(table.name), source);
    dumps.push({ ...table, rows: rows() });
    rowsIn += rows();
    if (performance.now() - toldAt < TELL_EVERY_MS) continue;
    toldAt = performance.now();
    say(`${dumps.length} of ${database.tables.length} tables are in, ${rowsIn} rows`);
  }
  say(`PostgreSQL is in: ${dumps.length} tables, ${rowsIn} rows`);
  return dumps;
}
