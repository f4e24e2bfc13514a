import { connectRedis, untilReady } from '@watchfloor/redis/connect';
import { keys } from '@watchfloor/redis/keys';
import { noteReader } from '@watchfloor/redis/readers';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { idMs } from '@watchfloor/redis/stream-id';
import { holdTrimming } from '@watchfloor/redis/trim-hold';
import { type FreshRedis, freshRedis } from '@watchfloor/testing/private-servers';
import { runService } from '@watchfloor/testing/run-service';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { trimStreams } from '../src/trim-streams.ts';
import { committed, isThrough } from './recount.ts';
import { story } from './stories.ts';

const P = 0;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.parse('2026-11-11T12:00:00Z');
/** Whole nodes are trimmed: so many entries more than needed may stay. */
const NODE = 100;
let server: FreshRedis;
let redis: ScriptedRedis;

beforeAll(async () => {
  server = await freshRedis();
  redis = connectRedis(server.url);
  await untilReady(redis);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(async () => {
  await redis.flushall();
  await windowsHold(NOW + 10 * 24 * HOUR);
});

/** The windows in Redis hold the facts up to an instant. */
const windowsHold = (at: number) => redis.hset(keys.applied(P), 'windows', `${at}-0`);

/** Entries of a stream at regular instants, both ends included. */
async function fill(stream: string, { from, to, every }: { from: number; to: number; every: number }): Promise<void> {
  const line = redis.pipeline();
  for (let at = from; at <= to; at += every) line.xadd(stream, `${at}-0`, 'f', '[]');
  await line.exec();
}
const first = async (stream: string) => idMs((await redis.xrange(stream, '-', '+', 'COUNT', 1))[0]?.[0] ?? '0-0');
const trim = (position: number, isShort = false, now = NOW) =>
  trimStreams(redis, { number: P, position: `${position}-0` }, { now, isShort });

test('facts that a stopped ledger has not got stay, however old; once it has them they go', async () => {
  await fill(keys.facts(P), { from: NOW - 5 * HOUR, to: NOW, every: 2_000 });
  expect(await trim(NOW)).toEqual({ log: 0, facts: 0 });
  await noteReader(redis, P, 'alerting', `${NOW}-0`);
  expect(await trim(NOW)).toEqual({ log: 0, facts: 0 });
  const stopped = NOW - 3 * HOUR;
  await noteReader(redis, P, 'ledger', `${stopped}-0`);
  await trim(NOW, true);
  const kept = await first(keys.facts(P));
  expect(kept).toBeLessThanOrEqual(stopped);
  expect(kept).toBeGreaterThan(stopped - NODE * 2_000);
  expect(await redis.xrange(keys.facts(P), `(${stopped}-0`, '+')).toHaveLength((3 * HOUR) / 2_000);
  await noteReader(redis, P, 'ledger', `${NOW}-0`);
  await trim(NOW);
  expect(await first(keys.facts(P))).toBeLessThanOrEqual(NOW - 10 * MINUTE);
  expect(await first(keys.facts(P))).toBeGreaterThan(NOW - 10 * MINUTE - NODE * 2_000);
});

test('facts that the windows do not hold yet stay, however short memory is', async () => {
  await fill(keys.facts(P), { from: NOW - 5 * HOUR, to: NOW, every: 2_000 });
  for (const reader of ['ledger', 'alerting']) await noteReader(redis, P, reader, `${NOW}-0`);
  await redis.hdel(keys.applied(P), 'windows');
  expect(await trim(NOW, true)).toEqual({ log: 0, facts: 0 });
  await windowsHold(NOW - 2 * HOUR);
  await trim(NOW, true);
  expect(await redis.xrange(keys.facts(P), `(${NOW - 2 * HOUR}-0`, '+')).toHaveLength((2 * HOUR) / 2_000);
  expect(await first(keys.facts(P))).toBeGreaterThan(NOW - 2 * HOUR - NODE * 2_000);
});

test('the log stays ten minutes, and beyond that while it is not applied or not archived', async () => {
  await fill(keys.log(P), { from: NOW - 5 * HOUR, to: NOW, every: 2_000 });
  const applied = NOW - 3 * HOUR;
  await noteReader(redis, P, 'archive', `${NOW}-0`);
  await trim(applied);
  expect(await first(keys.log(P))).toBeLessThanOrEqual(applied);
  expect(await redis.xrange(keys.log(P), `(${applied}-0`, '+')).toHaveLength((3 * HOUR) / 2_000);
  const archived = NOW - 2 * HOUR;
  await noteReader(redis, P, 'archive', `${archived}-0`);
  await trim(NOW);
  expect(await first(keys.log(P))).toBeLessThanOrEqual(archived);
  expect(await first(keys.log(P))).toBeGreaterThan(archived - NODE * 2_000);
  expect(await redis.xrange(keys.log(P), `(${archived}-0`, '+')).toHaveLength((2 * HOUR) / 2_000);
  await noteReader(redis, P, 'archive', `${NOW}-0`);
  await trim(NOW);
  expect(await first(keys.log(P))).toBeLessThanOrEqual(NOW - 10 * MINUTE);
  expect(await first(keys.log(P))).toBeGreaterThan(NOW - 10 * MINUTE - NODE * 2_000);
});

test('a log of which nobody has ever said that it is archived stays whole', async () => {
  await fill(keys.log(P), { from: NOW - 48 * HOUR, to: NOW, every: 60_000 });
  for (const reader of ['ledger', 'alerting']) await noteReader(redis, P, reader, `${NOW}-0`);
  expect(await trim(NOW)).toEqual({ log: 0, facts: 0 });
  expect(await trim(NOW, true)).toEqual({ log: 0, facts: 0 });
});

test('when memory is short the log stays as long as its events can still be overtaken, and all that is not archived', async () => {
  await fill(keys.log(P), { from: NOW - 24 * HOUR, to: NOW, every: 2_000 });
  const archived = NOW - 20 * HOUR;
  await noteReader(redis, P, 'archive', `${archived}-0`);
  await trim(NOW, true);
  expect(await redis.xrange(keys.log(P), `(${archived}-0`, '+')).toHaveLength((20 * HOUR) / 2_000);
  await noteReader(redis, P, 'archive', `${NOW}-0`);
  expect((await trim(NOW, true)).log).toBeGreaterThan(30_000);
  expect(await first(keys.log(P))).toBeLessThanOrEqual(NOW - 6 * MINUTE);
  expect(await first(keys.log(P))).toBeGreaterThan(NOW - 6 * MINUTE - NODE * 2_000);
});

test('nothing is trimmed while a backup holds it, until memory is short, and the backup finds out', async () => {
  const streams = [keys.log(P), keys.facts(P)];
  for (const stream of streams) await fill(stream, { from: NOW - HOUR, to: NOW, every: 2_000 });
  for (const reader of ['ledger', 'alerting', 'archive']) await noteReader(redis, P, reader, `${NOW}-0`);
  const first = await holdTrimming(redis);
  expect(await trim(NOW)).toEqual({ log: 0, facts: 0 });
  expect(await first.isWhole()).toBe(true);
  await trim(NOW, true);
  for (const stream of streams) expect(await redis.xlen(stream)).toBeLessThan(600);
  expect(await first.isWhole()).toBe(false);

  const second = await holdTrimming(redis);
  await first.release();
  expect(await second.isWhole()).toBe(true);
  await second.release();
  for (const stream of streams) await redis.del(stream);
  for (const stream of streams) await fill(stream, { from: NOW - HOUR, to: NOW, every: 2_000 });
  expect((await trim(NOW)).log).toBeGreaterThan(0);
});

test('log and facts of days stay as large as those of minutes', async () => {
  for (let hour = 1; hour <= 24 * 5; hour++) {
    const now = NOW + hour * HOUR;
    for (const stream of [keys.log(P), keys.facts(P)]) await fill(stream, { from: now - HOUR + 10_000, to: now, every: 10_000 });
    for (const reader of ['ledger', 'alerting', 'archive']) await noteReader(redis, P, reader, `${now}-0`);
    await trim(now, false, now);
    for (const stream of [keys.log(P), keys.facts(P)]) expect(await redis.xlen(stream)).toBeLessThan(60 + 2 * NODE);
  }
});

test('a keeper whose Redis runs short makes room as far as the archive has come, says so, and changes nothing else', async () => {
  const events = story(51, 600);
  const old = Date.now() - 20 * MINUTE;
  await Promise.all(events.map((event, n) => redis.xadd(keys.log(P), `${old + n}-0`, 'f', JSON.stringify([{ ...event }]))));
  await using keeper = await runService('keeper', { env: { REDIS_URL: server.url, PARTITIONS: '1' } });
  await vi.waitUntil(() => isThrough(redis, 1), { timeout: 10_000, interval: 20 });
  expect(await redis.xlen(keys.log(P))).toBe(600);
  const before = await committed(redis, 1);

  const used = Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
  await redis.config('SET', 'maxmemory', Math.round(used * 1.6));
  await vi.waitUntil(() => keeper.output().includes('memory of Redis is short'), { timeout: 10_000, interval: 50 });
  expect(await redis.xlen(keys.log(P))).toBe(600);
  await noteReader(redis, P, 'archive', `${old + 600}-0`);
  await vi.waitUntil(async () => (await redis.xlen(keys.log(P))) <= NODE, { timeout: 20_000, interval: 50 });
  expect(await committed(redis, 1)).toEqual(before);
  expect((await fetch(`${keeper.url}/readyz`)).status).toBe(200);

  await redis.config('SET', 'maxmemory', '1');
  const full = await vi.waitUntil(
    async () => {
      const answer = await fetch(`${keeper.url}/readyz`);
      return answer.status === 503 && answer;
    },
    { timeout: 10_000, interval: 50 },
  );
  expect(await full.json()).toMatchObject({ reason: 'Redis refuses writes: its memory is full' });
  await redis.config('SET', 'maxmemory', '0');
  await vi.waitUntil(async () => (await fetch(`${keeper.url}/readyz`)).status === 200, { timeout: 10_000, interval: 50 });
  expect(await keeper.metrics()).toMatch(/watchfloor_keeper_trimmed_entries_total\{stream="log",service="keeper"\} [1-9]/);
}, 40_000);
