import type { FloorConfigured, Frame, LoggedEvent } from '@watchfloor/contracts/event';
import { defaultFloor } from '@watchfloor/contracts/floor';
import { connectHistory, type History } from '@watchfloor/history/connect';
import { listDayPartitions } from '@watchfloor/history/day-partitions';
import { connectRedis, untilReady } from '@watchfloor/redis/connect';
import { keys } from '@watchfloor/redis/keys';
import { appendFrame } from '@watchfloor/redis/log';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { type FreshDatabase, type FreshRedis, freshDatabase, freshRedis } from '@watchfloor/testing/private-servers';
import { runService } from '@watchfloor/testing/run-service';
import { sql } from 'kysely';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { archiveLog } from '../src/archive-log.ts';
import { makeMeters } from '../src/meters.ts';
import { Progress } from '../src/progress.ts';

const PARTITIONS = 4;
const AT = Date.parse('2026-11-11T02:15:30.250Z');
const EACH = 20;

let database: FreshDatabase;
let server: FreshRedis;
let db: History;
let redis: ScriptedRedis;
const ends: (() => unknown)[] = [];

beforeEach(async () => {
  [database, server] = await Promise.all([freshDatabase(), freshRedis()]);
  db = connectHistory({ url: database.url, name: 'test' });
  redis = connectRedis(server.url);
  await untilReady(redis);
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  redis.disconnect();
  await db.destroy();
  await Promise.all([server.stop(), database.stop()]);
});

const event = (n: number, part: Partial<LoggedEvent> = {}): LoggedEvent =>
  ({
    floor: `default/floor-${n % PARTITIONS}`,
    id: `m-${n}`,
    source: '/chat',
    subject: `conv-${n % 17}`,
    time: AT + n * 10,
    received: AT + n * 10 + 50,
    type: 'message.received',
    data: { customerId: `c-${n}`, text: '什么时候发货?' },
    ...part,
  }) as LoggedEvent;

/** Frame number `n` of the stream: new events, and the last ones of its partition's frame before it once more. */
function frameOf(n: number): Frame {
  const own = (frame: number) =>
    Array.from({ length: EACH }, (_, i) => event(frame * EACH + i, { floor: `default/floor-${n % PARTITIONS}` }));
  return [...(n >= PARTITIONS ? own(n - PARTITIONS).slice(-2) : []), ...own(n)];
}
async function feed(from: number, to: number): Promise<void> {
  for (let n = from; n < to; n++) await appendFrame(redis, n % PARTITIONS, frameOf(n));
}

/** How many rows there are, how many different events, and a sum that another event would change. */
async function content() {
  const { rows } = await sql<Record<string, number>>`
    select count(*) as rows, count(distinct (floor, source, id)) as events, coalesce(sum(substr(id, 3)::bigint), 0)::bigint as sum
    from archive`.execute(db);
  return rows[0];
}
function expected(frames: number) {
  const events = frames * EACH;
  return { rows: events, events, sum: (events * (events - 1)) / 2 };
}
const reached = (frames: number) =>
  vi.waitFor(async () => expect((await content())?.rows).toBeGreaterThanOrEqual(frames * EACH), { timeout: 20_000, interval: 5 });

/** The archiving within this process, with what its health would tell. */
function startArchiving() {
  const progress = new Progress();
  const stop = new AbortController();
  const history = connectHistory({ url: database.url, name: 'archiving', connections: 2 });
  const connection = connectRedis(server.url);
  const meters = makeMeters(new Registry(), { facts: new Progress(), archive: progress });
  const done = archiveLog({
    db: history,
    redis: connection,
    redisUrl: server.url,
    partitions: PARTITIONS,
    progress,
    meters,
    log: pino({ level: 'silent' }),
    signal: stop.signal,
  });
  ends.push(async () => {
    stop.abort();
    await done;
    connection.disconnect();
    await history.destroy();
  });
  return { progress, meters };
}

/** Ends every connection to the database and lets none in, until what it gives is called. */
async function takeDatabaseAway(): Promise<() => Promise<unknown>> {
  const name = new URL(database.url).pathname.slice(1);
  const outside = connectHistory({ url: process.env.WATCHFLOOR_TEST_PG ?? '', name: 'test' });
  ends.push(() => outside.destroy());
  const allow = (connections: boolean) => sql`alter database ${sql.id(name)} allow_connections ${sql.lit(connections)}`.execute(outside);
  await allow(false);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`.execute(outside);
  return () => allow(true);
}

test('kill -9 in the middle of the log, again and again, loses no event and doubles none', { timeout: 60_000 }, async () => {
  const env = { REDIS_URL: server.url, DATABASE_URL: database.url, PARTITIONS: String(PARTITIONS) };
  await feed(0, 600);
  for (let kill = 1; kill <= 6; kill++) {
    const before = (await content())?.rows ?? 0;
    await using ledger = await runService('ledger', { env });
    await feed(600 + (kill - 1) * 100, 600 + kill * 100);
    await vi.waitFor(async () => expect((await content())?.rows).toBeGreaterThan(before), { timeout: 10_000, interval: 1 });
    await ledger.kill();
  }
  await using last = await runService('ledger', { env });
  await reached(1_200);
  expect(await content()).toEqual(expected(1_200));
  await expect.poll(() => last.metrics(), { timeout: 5_000 }).toMatch(/^watchfloor_ledger_archive_lag_seconds\{service="ledger"\} 0$/m);
});

test('two at once archive each event once', async () => {
  const both = [startArchiving(), startArchiving()];
  await feed(0, 200);
  await reached(200);
  await feed(200, 300);
  await reached(300);
  expect(await content()).toEqual(expected(300));
  // Not only no row twice: no entry was taken in by both.
  const counts = await Promise.all(both.flatMap(({ meters }) => [meters.archived.get(), meters.archiveRepeats.get()]));
  const taken = counts.reduce((sum, { values }) => sum + (values[0]?.value ?? 0), 0);
  expect(taken).toBe(300 * EACH + (300 - PARTITIONS) * 2);
});

test('with PostgreSQL away it says so and how far it is behind, keeps the log, and goes on from where it was', async () => {
  const { progress } = startArchiving();
  await feed(0, 20);
  await reached(20);
  const noted = () => Promise.all(Array.from({ length: PARTITIONS }, (_, p) => redis.hget(keys.readers(p), 'archive')));
  const ends = () =>
    Promise.all(Array.from({ length: PARTITIONS }, async (_, p) => (await redis.xrevrange(keys.log(p), '+', '-', 'COUNT', 1))[0]?.[0]));
  await vi.waitFor(async () => expect(await noted()).toEqual(await ends()), { timeout: 5_000 });
  const before = await noted();
  const comeBack = await takeDatabaseAway();
  await feed(20, 60);
  await vi.waitFor(() => expect(progress.fault()).toMatch(/^PostgreSQL: /), { timeout: 5_000 });
  expect(progress.lagMs(Date.now())).toBeGreaterThan(0);
  expect(await noted()).toEqual(before);
  await comeBack();
  await reached(60);
  expect(await content()).toEqual(expected(60));
  await vi.waitFor(() => expect(progress.fault()).toBeNull());
  await vi.waitFor(async () => expect(await noted()).toEqual(await ends()), { timeout: 5_000 });
});

test('with Redis away it says so, and goes on from where it was', async () => {
  const { progress } = startArchiving();
  await feed(0, 20);
  await reached(20);
  await server.kill();
  await vi.waitFor(() => expect(progress.fault()).toBe('Redis cannot be read'), { timeout: 10_000 });
  await server.restart();
  await untilReady(redis);
  await feed(20, 60);
  await reached(60);
  expect(await content()).toEqual(expected(60));
  expect(progress.fault()).toBeNull();
});

test('takes settings and odd events as they come, of whatever day', async () => {
  startArchiving();
  const floor = defaultFloor('default', 'odd');
  const configured: FloorConfigured = {
    ...event(0),
    floor: 'default/odd',
    source: '/settings',
    id: 'v1',
    type: 'floor.configured',
    data: floor,
  };
  const text = 'a\0b \ud800';
  const odd = [
    event(1, { id: 'nul\0', source: '\ud800', subject: 'x\0', floor: 'default/odd', data: { customerId: text, text } }),
    event(2, { floor: 'default/odd', time: Date.parse('0000-01-01T00:00:00+14:00') }),
    event(3, { floor: 'default/odd', time: Date.parse('9999-12-31T23:59:59-14:00') }),
    event(4, { floor: 'default/odd', time: Date.parse('1999-08-10T09:00:00Z') }),
  ];
  await appendFrame(redis, 0, [configured, ...odd]);
  await vi.waitFor(async () => expect((await db.selectFrom('archive').select('id').execute()).length).toBe(5), { timeout: 5_000 });
  const rows = await db.selectFrom('archive').selectAll().orderBy('at').execute();
  expect(rows.map(({ id }) => id)).toEqual(['m-2', 'm-4', 'v1', 'nul\uFFFD', 'm-3']);
  expect(JSON.parse(rows[3]?.data ?? '')).toEqual({ customerId: text, text });
  expect(JSON.parse(rows[2]?.data ?? '')).toEqual(floor);
  expect(await listDayPartitions(db, 'archive')).toHaveLength(4);
});
