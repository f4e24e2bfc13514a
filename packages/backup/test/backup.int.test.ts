import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectHistory } from '@watchfloor/history/connect';
import { DayPartitions } from '@watchfloor/history/day-partitions';
import { migrateToLatest } from '@watchfloor/history/migrate';
import { migrations } from '@watchfloor/history/migrations';
import { connectRedis, untilReady } from '@watchfloor/redis/connect';
import { keys } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { type FreshDatabase, type FreshRedis, freshDatabase, freshRedis } from '@watchfloor/testing/private-servers';
import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from './run-commands.ts';

const DAY = Date.UTC(1999, 2, 1);
const ROWS = 5_000;

let place: string;
let file: string;
let open: AsyncDisposableStack;
let from: Record<'REDIS_URL' | 'DATABASE_URL', string>;
let redis: ScriptedRedis;

beforeEach(async () => {
  place = mkdtempSync(path.join(tmpdir(), 'watchfloor-backup-'));
  file = path.join(place, 'all.zip');
  open = new AsyncDisposableStack();
  const servers = await startServers();
  from = { REDIS_URL: servers.redis.url, DATABASE_URL: servers.database.url };
  redis = await reach(servers.redis.url);
  await redis.set(keys.partitions, 2);
});
afterEach(async () => {
  await open.disposeAsync();
  rmSync(place, { recursive: true, force: true });
});

async function startServers(migrate = true): Promise<{ redis: FreshRedis; database: FreshDatabase }> {
  const [server, database] = await Promise.all([freshRedis(), freshDatabase({ migrate })]);
  open.use(server);
  open.use(database);
  return { redis: server, database };
}

async function reach(url: string): Promise<ScriptedRedis> {
  const connection = connectRedis(url);
  open.defer(async () => connection.disconnect());
  await untilReady(connection);
  return connection;
}

const reachHistory = (url: string) => {
  const db = connectHistory({ url, name: 'test' });
  open.defer(() => db.destroy());
  return db;
};

/** Servers with nothing in them, for a restore. */
async function emptyServers() {
  const servers = await startServers(false);
  return { REDIS_URL: servers.redis.url, DATABASE_URL: servers.database.url, PARTITIONS: '2', WATCHFLOOR_HOME: path.join(place, 'home') };
}

const backUp = () => run('backup', [file], { ...from, WATCHFLOOR_HOME: path.join(place, 'none') });

test('what is in Redis and PostgreSQL is in another Redis and PostgreSQL after a restore', { timeout: 120_000 }, async () => {
  await redis.xadd(keys.log(0), '5-1', 'f', Buffer.from([0, 255, 10, 13]));
  await redis.hset(keys.readers(0), { ledger: '7-0', archive: '5-1', alerting: '8-0' });
  await redis.set('expires', 'later', 'PX', 3_600_000);
  const db = reachHistory(from.DATABASE_URL);
  await new DayPartitions(db, 'archive').ensure([DAY]);
  const text = '引号" 制表\t 换行\n 反斜杠\\N';
  await sql`insert into archive (floor, at, rank, source, id, received, type, subject, data)
    select 'default/f', ${DAY}::bigint + n, 1, '/s', n::text, ${DAY}, 't', 's', ${text}::text from generate_series(1, ${ROWS}::int) as n`.execute(
    db,
  );
  await sql`insert into setting_versions (tenant, floor, kind, id, version, valid_from, body)
    select 'default', 'f', 'team', 'a', n, n, '{"name":"A"}' from generate_series(1, 3) as n`.execute(db);
  const [user] = (
    await sql<{
      id: string;
    }>`insert into users (tenant, email, password_hash, role, created_at) values ('default', 'a@b', '#', 'admin', 1) returning id`.execute(
      db,
    )
  ).rows;
  await sql`insert into sessions (digest, user_id, created_at, expires_at) values ('\\x00ff', ${user?.id}, 1, 2)`.execute(db);

  expect(await backUp()).toMatchObject({ code: 0, said: expect.stringContaining('it holds passwords and keys') });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const to = await emptyServers();
  expect(await run('restore', [file], to)).toMatchObject({ code: 0 });

  const restored = await reach(to.REDIS_URL);
  expect(await restored.xrangeBuffer(keys.log(0), '-', '+')).toEqual([
    [Buffer.from('5-1'), [Buffer.from('f'), Buffer.from([0, 255, 10, 13])]],
  ]);
  expect(await restored.pexpiretime('expires')).toBe(await redis.pexpiretime('expires'));
  expect(await restored.exists(keys.trimHold)).toBe(0);
  // PostgreSQL is older than Redis: the ledger's positions count, not what it had told Redis since.
  expect(await restored.hgetall(keys.readers(0))).toEqual({ alerting: '8-0' });
  const other = reachHistory(to.DATABASE_URL);
  for (const table of ['archive', 'setting_versions', 'users', 'sessions']) {
    const rows = async (each: typeof db) => (await sql`select * from ${sql.table(table)} order by 1, 2, 3`.execute(each)).rows;
    expect(await rows(other), table).toEqual(await rows(db));
  }
  const { rows } =
    await sql`insert into setting_versions (tenant, floor, kind, id, version, valid_from) values ('default', 'f', 'team', 'a', 4, 4)
    returning seq`.execute(other);
  expect(rows).toEqual([{ seq: 4 }]);
  const { rows: parts } = await sql`select relname from pg_class where relname = 'archive_1999-03-01' and relispartition`.execute(other);
  expect(parts).toHaveLength(1);
});

test('nothing is restored into servers or a home that hold anything', { timeout: 120_000 }, async () => {
  expect(await backUp()).toMatchObject({ code: 0 });
  const to = await emptyServers();
  const target = await reach(to.REDIS_URL);
  await target.set('mine', 1);
  expect(await run('restore', [file], to)).toMatchObject({ code: 1, said: expect.stringContaining('this Redis is not empty') });
  expect(await target.dbsize()).toBe(1);
  await target.del('mine');

  expect(await run('restore', [file], { ...to, DATABASE_URL: from.DATABASE_URL })).toMatchObject({
    code: 1,
    said: expect.stringContaining('PostgreSQL is not empty'),
  });
  expect(await run('restore', [file, '--home', place], to)).toMatchObject({
    code: 1,
    said: expect.stringContaining(`${place} is not empty`),
  });
  expect(await target.dbsize()).toBe(0);
  expect(readdirSync(place)).toEqual(['all.zip']);
});

test('a backup that was cut off, changed or is no backup is refused before anything is written', { timeout: 120_000 }, async () => {
  await redis.set('long', Buffer.from(Array.from({ length: 50_000 }, (_, n) => (n * n) % 251)));
  expect(await backUp()).toMatchObject({ code: 0 });
  const whole = readFileSync(file);
  const to = await emptyServers();
  const refusal = async () => {
    const { code, said } = await run('restore', [file], to);
    expect(code).toBe(1);
    return said;
  };
  truncateSync(file, whole.length >> 1);
  expect(await refusal()).toContain('was cut off');
  const changed = Buffer.from(whole);
  changed[300] = (changed[300] ?? 0) ^ 1;
  writeFileSync(file, changed);
  expect(await refusal()).toContain('is broken');
  writeFileSync(file, 'no backup');
  expect(await refusal()).toContain('is no backup');
  expect(readdirSync(place)).toEqual(['all.zip']);
});

test('an older backup is brought up to date by the migrations of the next start, a newer one is refused', {
  timeout: 120_000,
}, async () => {
  const old = await freshDatabase({ migrate: false });
  open.use(old);
  const before = reachHistory(old.url);
  await new Migrator({ db: before, provider: { getMigrations: async () => migrations } }).migrateTo('0004-archive');
  await sql`insert into floors (tenant, id, settings, version, created_at, updated_at) values ('default', 'f', '{"name":"F"}', 1, 1, 1)`.execute(
    before,
  );
  from.DATABASE_URL = old.url;
  expect(await backUp()).toMatchObject({ code: 0 });
  const to = await emptyServers();
  expect(await run('restore', [file], to)).toMatchObject({ code: 0 });
  expect((await migrateToLatest(to.DATABASE_URL))[0]).toBe('0005-settings');
  const { rows } = await sql`select floor, version from setting_versions`.execute(reachHistory(to.DATABASE_URL));
  expect(rows).toEqual([{ floor: 'f', version: 1 }]);

  await sql`insert into kysely_migration (name, timestamp) values ('9999-later', 'now')`.execute(before);
  rmSync(file);
  expect(await backUp()).toMatchObject({ code: 0 });
  expect(await run('restore', [file], await emptyServers())).toMatchObject({ code: 1, said: expect.stringContaining('9999-later') });
});

test('a Redis Cluster is refused, and a file that is there is not written over', async () => {
  const cluster = { ...from, REDIS_URL: 'redis://a:1,redis://b:1' };
  expect(await run('backup', [file], cluster)).toMatchObject({ code: 1, said: expect.stringContaining('Redis Cluster') });
  expect(readdirSync(place)).toEqual([]);
  writeFileSync(file, 'mine');
  expect(await backUp()).toMatchObject({ code: 1, said: expect.stringContaining('is there already') });
  expect(readFileSync(file, 'utf8')).toBe('mine');
});
