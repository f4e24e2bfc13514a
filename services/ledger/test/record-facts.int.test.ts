import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Fact, FactBatch } from '@watchfloor/contracts/fact';
import { connectHistory, type History } from '@watchfloor/history/connect';
import { connectRedis, untilReady } from '@watchfloor/redis/connect';
import { keys } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { type FreshDatabase, type FreshRedis, freshDatabase, freshRedis } from '@watchfloor/testing/private-servers';
import { sql } from 'kysely';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeMeters } from '../src/meters.ts';
import { Progress } from '../src/progress.ts';
import { recordFacts } from '../src/record-facts.ts';
import { answered, assigned, closed, held, opened, replied, responded } from './facts.ts';

const PARTITIONS = 4;
const MAIN = path.resolve(import.meta.dirname, '../main.ts');
const AT = Date.parse('2026-11-11T02:15:30.250Z');

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

/** What an entry first says of its first round and its first reply, before a later entry takes it back. */
const firstRound = (n: number, lateMs = 0) => {
  const at = AT + n * 1_000;
  return replied({ at, openedAt: at - n, customerWaitMs: n + lateMs, roundId: `round-${n}-0`, cut: { agentId: `agent-${n % 7}` } });
};
const firstReply = (n: number) =>
  answered({
    at: AT + n * 1_000,
    replyId: `reply-${n}-0-0`,
    customerId: `c-${n % 50}`,
    episodeId: `episode-${n}-0`,
    cut: { agentId: `agent-${n % 7}` },
  });

/** How much longer the first round of an entry turns out to have been. */
const LATE_MS = 1_000;

/**
 * Entry number `n`: ten episodes of ten facts that make a row each, and one that makes none. Of the floor's entry before it, it takes back
 * a round, which it tells otherwise, and a reply, which it does not.
 */
function batchOf(n: number): FactBatch {
  const facts: Fact[] = [];
  const before = n - PARTITIONS;
  const retracts = before < 0 ? [] : [firstRound(before), firstReply(before)];
  if (before >= 0) facts.push(firstRound(before, LATE_MS));
  const agent = { agentId: `agent-${n % 7}` };
  for (let i = 0; i < 10; i++) {
    const id = { episodeId: `episode-${n}-${i}` };
    const at = AT + n * 1_000 + i;
    facts.push({ type: 'conversation.removed', at, conversationId: id.episodeId });
    facts.push(
      opened({ at, ...id }),
      assigned({ at, holdId: id.episodeId, ...id, cut: agent }),
      responded({ at, ...id, cut: agent }),
      closed({ at, ...id, cut: agent }),
    );
    facts.push(held({ at, holdId: id.episodeId, from: at - n, ...id, cut: agent }));
    facts.push(i === 0 ? firstRound(n) : replied({ at, openedAt: at - n, roundId: `round-${n}-${i}`, cut: agent }));
    facts.push(i === 0 ? firstReply(n) : answered({ at, replyId: `reply-${n}-${i}-0`, customerId: `c-${n % 50}`, ...id, cut: agent }));
    for (let k = 1; k < 4; k++)
      facts.push(answered({ at: at + k, replyId: `reply-${n}-${i}-${k}`, customerId: `c-${n % 50}`, ...id, cut: agent }));
  }
  return {
    logId: `${n}-1`,
    committedAt: Date.now(),
    floors: [{ floor: `default/floor-${n % PARTITIONS}`, through: AT + n * 1_000, retracts, facts }],
  };
}

async function feed(from: number, to: number): Promise<void> {
  const pipeline = redis.pipeline();
  for (let n = from; n < to; n++) pipeline.xadd(keys.facts(n % PARTITIONS), '*', 'f', JSON.stringify(batchOf(n)));
  await pipeline.exec();
}

/** Facts by type, with sums that a doubled or lost one would change. */
async function content() {
  const { rows } = await sql<{ type: string; n: number; ms: number | null }>`
    select type, count(*) as n, sum(coalesce(body::json ->> 'customerWaitMs', body::json ->> 'handleMs')::bigint)::bigint as ms
    from facts group by type order by type`.execute(db);
  return rows;
}
function expected(entries: number) {
  const waits = (10 * entries * (entries - 1)) / 2;
  const each = 10 * entries;
  const retold = entries - PARTITIONS;
  return [
    { type: 'customer.answered', n: 4 * each - retold, ms: null },
    { type: 'episode.assigned', n: each, ms: null },
    { type: 'episode.closed', n: each, ms: null },
    { type: 'episode.opened', n: each, ms: null },
    { type: 'episode.responded', n: each, ms: null },
    { type: 'hold.ended', n: each, ms: waits },
    { type: 'round.closed', n: each, ms: waits + retold * LATE_MS },
  ];
}

const rounds = async () => {
  const { rows } = await sql<{ n: number }>`select count(*) as n from facts where type = 'round.closed'`.execute(db);
  return rows[0]?.n ?? 0;
};
const reached = (count: number) =>
  vi.waitFor(async () => expect(await rounds()).toBeGreaterThanOrEqual(count), { timeout: 30_000, interval: 20 });

/** The real process on real servers, on a free port. */
function startLedger(partitions = PARTITIONS) {
  const env = {
    ...process.env,
    REDIS_URL: server.url,
    DATABASE_URL: database.url,
    LEDGER_PORT: '0',
    PARTITIONS: String(partitions),
    LOG_LEVEL: 'info',
  };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return exited;
  };
  ends.push(() => end('SIGKILL'));
  return { end, exited, output: () => output };
}

/** The recording within this process, with what its health would tell. */
function startRecording() {
  const progress = new Progress();
  const stop = new AbortController();
  const log = pino({ level: 'silent' });
  const history = connectHistory({ url: database.url, name: 'recording', connections: 1 });
  const connection = connectRedis(server.url);
  const meters = makeMeters(new Registry(), { facts: progress, archive: new Progress() });
  const done = recordFacts({
    db: history,
    redis: connection,
    redisUrl: server.url,
    partitions: PARTITIONS,
    progress,
    meters,
    log,
    signal: stop.signal,
  });
  const end = async () => {
    stop.abort();
    await done;
    connection.disconnect();
    await history.destroy();
  };
  let ended: Promise<void> | undefined;
  const endOnce = () => {
    ended ??= end();
    return ended;
  };
  ends.push(endOnce);
  return { progress, meters, end: endOnce };
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

test('kill -9 in the middle of the stream, again and again, loses nothing and doubles nothing', { timeout: 60_000 }, async () => {
  const entries = 1_200;
  await feed(0, entries / 2);
  for (let kill = 1; kill <= 6; kill++) {
    const before = await rounds();
    const ledger = startLedger();
    await reached(Math.min(before + 1, 10 * entries));
    await ledger.end('SIGKILL');
    await feed(entries / 2 + ((kill - 1) * entries) / 12, entries / 2 + (kill * entries) / 12);
  }
  expect(await rounds()).toBeLessThan(10 * entries);
  const last = startLedger();
  await reached(10 * entries);
  expect(await content()).toEqual(expected(entries));
  expect(await last.end('SIGTERM')).toEqual([0, null]);
});

test('two ledgers at once write each fact once', async () => {
  const recordings = [startRecording(), startRecording()];
  await feed(0, 400);
  await reached(4_000);
  await feed(400, 500);
  await reached(5_000);
  for (const recording of recordings) await recording.end();
  expect(await content()).toEqual(expected(500));
  // Not only no row twice: no entry was taken in by both.
  const taken = await Promise.all(recordings.map(async ({ meters }) => (await meters.facts.get()).values[0]?.value ?? 0));
  expect(taken.reduce((sum, facts) => sum + facts, 0)).toBe(500 * 110 + (500 - PARTITIONS) * 3);
});

test('with PostgreSQL away it says so, keeps trying, and goes on from where it was', async () => {
  const { progress } = startRecording();
  await feed(0, 20);
  await reached(200);
  const comeBack = await takeDatabaseAway();
  await feed(20, 60);
  await vi.waitFor(() => expect(progress.fault()).toMatch(/^PostgreSQL: /));
  expect(progress.lagMs(Date.now())).toBeGreaterThan(0);
  await comeBack();
  await reached(600);
  expect(await content()).toEqual(expected(60));
  await vi.waitFor(() => expect(progress.fault()).toBeNull());
});

test('a quiet floor does not hide that PostgreSQL has gone', async () => {
  const { progress } = startRecording();
  await vi.waitFor(() => expect(progress.fault()).toBeNull());
  const comeBack = await takeDatabaseAway();
  await vi.waitFor(() => expect(progress.fault()).toMatch(/^PostgreSQL: /), { timeout: 5_000 });
  await comeBack();
  await vi.waitFor(() => expect(progress.fault()).toBeNull(), { timeout: 5_000 });
});

test('with Redis away it says so, and goes on from where it was', async () => {
  const { progress } = startRecording();
  await feed(0, 20);
  await reached(200);
  await server.kill();
  await vi.waitFor(() => expect(progress.fault()).toBe('Redis cannot be read'), { timeout: 10_000 });
  await server.restart();
  await untilReady(redis);
  await feed(20, 60);
  await reached(600);
  expect(await content()).toEqual(expected(60));
  expect(progress.fault()).toBeNull();
});

test('tells Redis how far it is, so that facts can be trimmed', async () => {
  startRecording();
  await feed(0, 40);
  const last = await Promise.all(
    Array.from({ length: PARTITIONS }, async (_, p) => (await redis.xrevrange(keys.facts(p), '+', '-', 'COUNT', 1))[0]?.[0]),
  );
  const noted = () => Promise.all(last.map((_, p) => redis.hget(keys.readers(p), 'ledger')));
  await vi.waitFor(async () => expect(await noted()).toEqual(last), { timeout: 5_000 });
});

test('a number of partitions that does not fit this Redis ends it with the setting’s name', async () => {
  await redis.set(keys.partitions, 16);
  const ledger = startLedger(4);
  expect((await ledger.exited)[0]).toBe(1);
  expect(ledger.output()).toContain('PARTITIONS=16');
});
