import { type LoggedEvent, TYPE_PREFIX } from '@watchfloor/contracts/event';
import { connectRedis, untilReady } from '@watchfloor/redis/connect';
import { keys } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { type FreshRedis, freshRedis } from '@watchfloor/testing/private-servers';
import { type RunningService, runService } from '@watchfloor/testing/run-service';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { committed, isThrough, recount } from './recount.ts';
import { append, story } from './stories.ts';

const PARTITIONS = 4;
const KEY = 'wfk_the-first-key-of-all';
let server: FreshRedis;
let redis: ScriptedRedis;
let running: RunningService[] = [];

beforeEach(async () => {
  server = await freshRedis();
  redis = connectRedis(server.url);
  await untilReady(redis);
});
afterEach(async () => {
  await Promise.all(running.map((service) => service.kill()));
  running = [];
  redis.disconnect();
  await server.stop();
});

const settings = () => ({ REDIS_URL: server.url, PARTITIONS: String(PARTITIONS), INGEST_KEY: KEY });
async function start(name: 'keeper' | 'ingest', untilReady = true): Promise<RunningService> {
  const service = await runService(name, { env: settings(), untilReady });
  running.push(service);
  return service;
}
const untilThrough = () => vi.waitUntil(() => isThrough(redis, PARTITIONS), { timeout: 20_000, interval: 20 });
/** Everything that stands in Redis is what a plain recount of the log gives. */
async function expectRecount(): Promise<void> {
  await untilThrough();
  const [is, should] = await Promise.all([committed(redis, PARTITIONS), recount(redis, PARTITIONS)]);
  expect([...is.keys()].sort()).toEqual([...should.keys()].sort());
  for (const [floor, account] of should) expect(is.get(floor), floor).toEqual(account);
}
const appliedSoFar = async () =>
  [...(await committed(redis, PARTITIONS)).values()].reduce((sum, { counters }) => sum + counters.applied, 0);
const cloudEvent = ({ floor, type, time, received: _, ...event }: LoggedEvent) => ({
  specversion: '1.0',
  ...event,
  type: `${TYPE_PREFIX}${type}`,
  time: new Date(time).toISOString(),
  floor: floor.split('/')[1],
});

describe('what is in the log is applied once', () => {
  test('though the keeper is killed again and again while the receiver takes events', async () => {
    const ingest = await start('ingest');
    const events = story(1, 2_400);
    let accepted = 0;
    let duplicates = 0;
    const sending = (async () => {
      for (let at = 0; at < events.length; at += 40) {
        // Every batch takes some of the one before along.
        const batch = events.slice(Math.max(0, at - 8), at + 40);
        const response = await fetch(`${ingest.url}/v1/events`, {
          method: 'POST',
          headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/cloudevents-batch+json' },
          body: JSON.stringify(batch.map(cloudEvent)),
        });
        expect(response.status).toBe(202);
        const receipt = (await response.json()) as { accepted: number; duplicates: number };
        accepted += receipt.accepted;
        duplicates += receipt.duplicates;
      }
    })();
    for (const share of [0.1, 0.3, 0.5, 0.7]) {
      const keeper = await start('keeper');
      await vi.waitUntil(async () => (await appliedSoFar()) >= Math.min(share * events.length, accepted), { timeout: 10_000, interval: 5 });
      await keeper.kill();
    }
    await sending;
    await start('keeper');
    await expectRecount();
    expect(accepted).toBe(events.length);
    expect(duplicates).toBe(8 * (events.length / 40 - 1));
    const counters = [...(await committed(redis, PARTITIONS)).values()].map((account) => account.counters);
    expect(counters.reduce((sum, { applied, duplicates: twice }) => sum + applied + twice, 0)).toBe(accepted);
    for (const { applied } of counters) expect(applied).toBeGreaterThan(0);
    const progress = await fetch(`${ingest.url}/v1/floors/north/progress`, { headers: { authorization: `Bearer ${KEY}` } });
    expect(await progress.json()).toMatchObject({ applied: (await committed(redis, PARTITIONS)).get('default/north')?.counters.applied });
  }, 30_000);

  test('though a repeat comes through another receiver and the keeper was restarted in between', async () => {
    const events = story(2, 600);
    await append(redis, PARTITIONS, events);
    await append(redis, PARTITIONS, events.slice(0, 100));
    const first = await start('keeper');
    await untilThrough();
    await first.kill();
    await append(redis, PARTITIONS, events.slice(50, 450), 7);
    await start('keeper');
    await expectRecount();
    const counters = [...(await committed(redis, PARTITIONS)).values()].map((account) => account.counters);
    expect(counters.reduce((sum, { applied }) => sum + applied, 0)).toBe(600);
    expect(counters.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(500);
  }, 30_000);

  test('though Redis is killed under the keeper, and frozen', async () => {
    const keeper = await start('keeper');
    await append(redis, PARTITIONS, story(3, 400));
    await server.kill();
    await server.restart();
    await untilReady(redis);
    await append(redis, PARTITIONS, story(4, 400));
    await untilThrough();
    process.kill(server.pid(), 'SIGSTOP');
    await vi.waitUntil(async () => keeper.output().includes('hung'), { timeout: 10_000, interval: 50 });
    process.kill(server.pid(), 'SIGCONT');
    await untilReady(redis);
    await append(redis, PARTITIONS, story(5, 400));
    await expectRecount();
  }, 40_000);

  test('though Redis has no room for a while', async () => {
    const keeper = await start('keeper');
    const events = story(8, 1_200);
    await append(redis, PARTITIONS, events.slice(0, 400));
    await untilThrough();
    for (const from of [400, 800]) {
      keeper.freeze();
      await append(redis, PARTITIONS, events.slice(from, from + 400), 4);
      await redis.config('SET', 'maxmemory', '1');
      keeper.thaw();
      const refused = () => keeper.output().split('commit not answered').length;
      const before = refused();
      await vi.waitUntil(() => refused() > before, { timeout: 10_000, interval: 20 });
      await redis.config('SET', 'maxmemory', '0');
    }
    await expectRecount();
    expect(await appliedSoFar()).toBe(1_200);
  }, 30_000);

  test('and a clean stop gives the partitions to the next at once', async () => {
    const keeper = await start('keeper');
    await append(redis, PARTITIONS, story(6, 300));
    await untilThrough();
    expect(await keeper.stop()).toBe(0);
    for (let partition = 0; partition < PARTITIONS; partition++)
      expect(await redis.hget(keys.lease(partition, 'keeper'), 'owner')).toBeNull();
    await append(redis, PARTITIONS, story(7, 300));
    await start('keeper');
    await expectRecount();
  }, 30_000);
});
