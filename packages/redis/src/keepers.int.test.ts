import { freshRedis } from '@watchfloor/testing/private-servers';
import { expect, test, vi } from 'vitest';
import { connectRedis, untilReady } from './connect.ts';
import { announceKeeper, listKeepers, withdrawKeeper } from './keepers.ts';
import { keys } from './keys.ts';

test('keepers are known while they say so, for as long as they said, and not after they withdrew', async () => {
  await using server = await freshRedis();
  const redis = connectRedis(server.url);
  using _ = { [Symbol.dispose]: () => redis.disconnect() };
  await untilReady(redis);
  expect(await listKeepers(redis)).toEqual([]);
  expect(await announceKeeper(redis, 'b', 60_000)).toEqual(['b']);
  expect(await announceKeeper(redis, 'a', 60_000)).toEqual(['a', 'b']);
  await withdrawKeeper(redis, 'b');
  expect(await listKeepers(redis)).toEqual(['a']);
  await announceKeeper(redis, 'c', 30);
  await vi.waitUntil(async () => (await listKeepers(redis)).length === 1, { interval: 5 });
  expect(await redis.zcard(keys.keepers)).toBe(2);
  expect(await announceKeeper(redis, 'a', 60_000)).toEqual(['a']);
  expect(await redis.zcard(keys.keepers)).toBe(1);
});

test('who owns what stays known when memory is used up', async () => {
  await using server = await freshRedis({ maxmemory: '1mb' });
  const redis = connectRedis(server.url);
  using _ = { [Symbol.dispose]: () => redis.disconnect() };
  await untilReady(redis);
  await redis.config('SET', 'maxmemory', '1');
  await expect(redis.set('x', 'y')).rejects.toThrow(/OOM/);
  expect(await announceKeeper(redis, 'a', 60_000)).toEqual(['a']);
});
