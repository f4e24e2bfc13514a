import type { LoggedEvent } from '@watchfloor/contracts/event';
import { connectRedis, untilReady } from '@watchfloor/redis/connect';
import { keys, partitionOf } from '@watchfloor/redis/keys';
import { appendFrame } from '@watchfloor/redis/log';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { type FreshRedis, freshRedis } from '@watchfloor/testing/private-servers';
import { type RunningService, runService } from '@watchfloor/testing/run-service';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { committed, isThrough, recount } from './recount.ts';
import { append, story } from './stories.ts';

const PARTITIONS = 16;
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

async function start(partitions = PARTITIONS): Promise<RunningService> {
  const keeper = await runService('keeper', { env: { REDIS_URL: server.url, PARTITIONS: String(partitions) } });
  running.push(keeper);
  return keeper;
}
/** Partitions by the process that holds their lease. */
async function shares(): Promise<Map<string, number[]>> {
  const owners = await Promise.all(Array.from({ length: PARTITIONS }, (_, p) => redis.hget(keys.lease(p, 'keeper'), 'owner')));
  return Map.groupBy(owners.keys(), (partition) => owners[partition]?.split(':')[1] ?? 'nobody');
}
const shareOf = async (keeper: RunningService) => (await shares()).get(String(keeper.pid)) ?? [];
const partitionsOf = async (keeper: RunningService) =>
  Number(/watchfloor_keeper_partitions\{[^}]*\} (\d+)/.exec(await keeper.metrics())?.[1]);
/** Resolves once these keepers own everything between them, each what its own figures say, and gives the shares. */
const untilSharedBy = (...keepers: RunningService[]) =>
  vi.waitUntil(
    async () => {
      const is = await shares();
      const counts = await Promise.all(keepers.map(partitionsOf));
      const all = keepers.every(({ pid }, index) => (is.get(String(pid))?.length ?? 0) === counts[index]);
      return all && counts.reduce((sum, count) => sum + count, 0) === PARTITIONS && is;
    },
    { timeout: 10_000, interval: 10 },
  );
const epochs = () =>
  Promise.all(Array.from({ length: PARTITIONS }, async (_, p) => Number(await redis.hget(keys.lease(p, 'keeper'), 'epoch'))));
const untilThrough = () => vi.waitUntil(() => isThrough(redis, PARTITIONS), { timeout: 20_000, interval: 20 });
async function expectRecount(): Promise<void> {
  await untilThrough();
  const [is, should] = await Promise.all([committed(redis, PARTITIONS), recount(redis, PARTITIONS)]);
  for (const [floor, account] of should) expect(is.get(floor), floor).toEqual(account);
}
/** An event on a floor of each of these partitions; gives, for each, when it was applied. */
async function untilApplied(partitions: number[]): Promise<void> {
  await Promise.all(
    partitions.map(async (partition) => {
      const floor = floorIn(partition);
      const id = await appendFrame(redis, partition, [questionOn(floor)]);
      await vi.waitUntil(async () => (await redis.hget(keys.applied(partition), 'id')) === id, { timeout: 10_000, interval: 5 });
    }),
  );
}
function floorIn(partition: number): string {
  for (let n = 0; ; n++) if (partitionOf(`default/f${n}`, PARTITIONS) === partition) return `default/f${n}`;
}
let count = 0;
const questionOn = (floor: string): LoggedEvent => {
  const time = Date.now();
  const id = `q-${++count}`;
  return { floor, source: '/test', id, subject: id, time, received: time, type: 'message.received', data: { customerId: 'c' } };
};

test('one that joins gets its share at once, one that stops leaves it at once', async () => {
  const first = await start();
  expect((await untilSharedBy(first)).size).toBe(1);
  await append(redis, PARTITIONS, story(11, 300));
  const stories = append(redis, PARTITIONS, story(12, 1_500), 4);
  const second = await start();
  const ready = performance.now();
  const both = await untilSharedBy(first, second);
  const joined = performance.now() - ready;
  for (const keeper of [first, second]) expect(both.get(String(keeper.pid))?.length).toBeGreaterThanOrEqual(2);
  await stories;
  await expectRecount();

  const left = await shareOf(first);
  expect(await first.stop()).toBe(0);
  const stopped = performance.now();
  await untilApplied(left);
  const handedOver = performance.now() - stopped;
  await untilSharedBy(second);
  expect(Math.max(joined, handedOver)).toBeLessThan(1_200);
  await expectRecount();
}, 40_000);

test('what a killed one owned goes on in under two seconds', async () => {
  const times: number[] = [];
  let survivor = await start();
  for (let turn = 0; turn < 3; turn++) {
    const [victim, heir] = [survivor, await start()];
    await untilSharedBy(victim, heir);
    await append(redis, PARTITIONS, story(20 + turn, 300));
    await untilThrough();
    const before = await epochs();
    const orphans = await shareOf(victim);
    await victim.kill();
    const killed = performance.now();
    await untilApplied(orphans);
    times.push(Math.round(performance.now() - killed));
    const after = await epochs();
    for (const partition of orphans) expect(after[partition]).toBeGreaterThan(before[partition] ?? 0);
    survivor = heir;
  }
  expect(Math.max(...times)).toBeLessThan(2_000);
  await expectRecount();
}, 60_000);

test('an owner that was frozen is fenced out when it wakes, takes its share again, and nothing is applied twice', async () => {
  const [first, second] = [await start(), await start()];
  for (const [turn, frozen] of [first, second].entries()) {
    const heir = frozen === first ? second : first;
    await untilSharedBy(first, second);
    // In the middle of work: what it has read it may try to commit when it wakes.
    const appending = append(redis, PARTITIONS, story(30 + turn, 600), 4);
    frozen.freeze();
    await appending;
    await vi.waitUntil(async () => (await shareOf(heir)).length === PARTITIONS, { timeout: 10_000, interval: 10 });
    await untilThrough();
    frozen.thaw();
    await append(redis, PARTITIONS, story(40 + turn, 300), 4);
    await untilThrough();
  }
  await untilSharedBy(first, second);
  await expectRecount();
}, 60_000);

test('one that owns nothing because all belongs to another stands by, ready', async () => {
  const keepers = [await start(1), await start(1)];
  for (const { url } of keepers) expect((await fetch(`${url}/readyz`)).status).toBe(200);
  const idle = await vi.waitUntil(() => keepers.find((keeper) => keeper.output().includes('standing by')), {
    timeout: 5_000,
    interval: 20,
  });
  await vi.waitUntil(async () => (await partitionsOf(idle)) === 0, { timeout: 5_000, interval: 20 });
  const busy = keepers.find((keeper) => keeper !== idle);
  await vi.waitUntil(async () => busy && (await partitionsOf(busy)) === 1, { timeout: 5_000, interval: 20 });
  expect((await fetch(`${idle.url}/readyz`)).status).toBe(200);
}, 20_000);
