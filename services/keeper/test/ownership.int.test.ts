import { connectRedis, untilReady } from '@watchfloor/redis/connect';
import { keys } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { type FreshRedis, freshRedis } from '@watchfloor/testing/private-servers';
import { type RunningService, runService } from '@watchfloor/testing/run-service';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { committed, isThrough, recount } from './recount.ts';
import { append, story } from './stories.ts';

const PARTITIONS = 4;
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

async function start(ready = true): Promise<RunningService> {
  const keeper = await runService('keeper', { env: { REDIS_URL: server.url, PARTITIONS: String(PARTITIONS) }, untilReady: ready });
  running.push(keeper);
  return keeper;
}
/** A second keeper runs, though it owns nothing. */
async function startSecond(): Promise<RunningService> {
  const keeper = await start(false);
  await vi.waitUntil(() => keeper.output().includes('keeper is up'), { timeout: 15_000, interval: 20 });
  return keeper;
}
const owners = async () =>
  Promise.all(Array.from({ length: PARTITIONS }, async (_, p) => (await redis.hget(keys.lease(p, 'keeper'), 'owner'))?.split(':')[1]));
const epochs = () =>
  Promise.all(Array.from({ length: PARTITIONS }, async (_, p) => Number(await redis.hget(keys.lease(p, 'keeper'), 'epoch'))));
const ownedBy = async (keeper: RunningService) => (await owners()).every((pid) => pid === String(keeper.pid));
const untilOwnedBy = (keeper: RunningService) => vi.waitUntil(() => ownedBy(keeper), { timeout: 10_000, interval: 10 });
const untilThrough = () => vi.waitUntil(() => isThrough(redis, PARTITIONS), { timeout: 20_000, interval: 20 });
async function expectRecount(): Promise<void> {
  await untilThrough();
  const [is, should] = await Promise.all([committed(redis, PARTITIONS), recount(redis, PARTITIONS)]);
  for (const [floor, account] of should) expect(is.get(floor), floor).toEqual(account);
}

test('of two keepers one owns a partition, and the other takes over within seconds of a kill -9', async () => {
  const first = await start();
  await untilOwnedBy(first);
  const second = await startSecond();
  await append(redis, PARTITIONS, story(11, 400));
  await untilThrough();
  expect(await ownedBy(first)).toBe(true);
  const before = await epochs();
  await first.kill();
  const killed = Date.now();
  await append(redis, PARTITIONS, story(12, 400));
  await untilOwnedBy(second);
  expect(Date.now() - killed).toBeLessThan(5_000);
  await expectRecount();
  for (const [partition, epoch] of (await epochs()).entries()) expect(epoch).toBeGreaterThan(before[partition] ?? 0);
}, 30_000);

test('an owner that was frozen is fenced out when it wakes, and nothing is applied twice', async () => {
  const first = await start();
  await untilOwnedBy(first);
  const second = await startSecond();
  await append(redis, PARTITIONS, story(13, 300));
  await untilThrough();
  for (let turn = 0; turn < 2; turn++) {
    const [owner, heir] = (await ownedBy(first)) ? [first, second] : [second, first];
    // In the middle of work: what it has read it may try to commit when it wakes.
    const appending = append(redis, PARTITIONS, story(20 + turn, 600), 4);
    owner.freeze();
    await appending;
    await untilOwnedBy(heir);
    await untilThrough();
    owner.thaw();
    await append(redis, PARTITIONS, story(30 + turn, 300), 4);
    await untilThrough();
    expect(await ownedBy(heir)).toBe(true);
  }
  await expectRecount();
}, 40_000);

test('a keeper without a partition says so, one with says it is ready', async () => {
  const first = await start();
  const second = await startSecond();
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  const answer = await fetch(`${second.url}/readyz`);
  expect([answer.status, await answer.json()]).toEqual([503, { status: 'not ready', reason: 'no partition owned yet' }]);
  expect(await first.metrics()).toMatch(/watchfloor_keeper_partitions\{service="keeper"\} 4/);
}, 20_000);
