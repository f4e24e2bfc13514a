import { type FreshRedis, freshRedis } from '@watchfloor/testing/private-servers';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { connectRedis, untilReady } from './connect.ts';
import { keys } from './keys.ts';
import { acquireLease, releaseLease } from './lease.ts';
import { checkPartitions } from './partitions.ts';
import type { ScriptedRedis } from './scripts.ts';

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
beforeEach(() => redis.flushall());

const lease = (owner: string, ttlMs = 60_000) => acquireLease(redis, { partition: 0, role: 'keeper', owner, ttlMs });

describe('a lease', () => {
  test('has one holder, who renews it in the same epoch', async () => {
    expect(await lease('a')).toEqual({ held: true, epoch: 1, taken: true });
    expect(await lease('a')).toEqual({ held: true, epoch: 1, taken: false });
    const refused = await lease('b');
    expect(refused).toMatchObject({ held: false });
    expect(refused.held ? 0 : refused.freeInMs).toBeGreaterThan(50_000);
  });

  test('that has run out goes to the next one in a higher epoch', async () => {
    await lease('a', 30);
    const next = await vi.waitUntil(async () => {
      const answer = await lease('b');
      return answer.held && answer;
    });
    expect(next).toEqual({ held: true, epoch: 2, taken: true });
    expect(await lease('a')).toMatchObject({ held: false });
  });

  test('given back is free at once, and the epoch still grows', async () => {
    await lease('a');
    expect(await releaseLease(redis, { partition: 0, role: 'keeper', owner: 'b', epoch: 1 })).toBe(false);
    expect(await releaseLease(redis, { partition: 0, role: 'keeper', owner: 'a', epoch: 2 })).toBe(false);
    expect(await releaseLease(redis, { partition: 0, role: 'keeper', owner: 'a', epoch: 1 })).toBe(true);
    expect(await lease('a')).toEqual({ held: true, epoch: 2, taken: true });
  });

  test('of one role and partition says nothing of another', async () => {
    await lease('a');
    expect(await acquireLease(redis, { partition: 0, role: 'alerting', owner: 'b', ttlMs: 1_000 })).toMatchObject({ held: true, epoch: 1 });
    expect(await acquireLease(redis, { partition: 1, role: 'keeper', owner: 'b', ttlMs: 1_000 })).toMatchObject({ held: true, epoch: 1 });
  });

  test('wanted by twenty at once goes to one', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => lease(`owner-${i}`)));
    expect(answers.filter(({ held }) => held)).toHaveLength(1);
  });
});

describe('the number of partitions', () => {
  test('is stored on the first start and named when another is set', async () => {
    await checkPartitions(redis, 16);
    await checkPartitions(redis, 16);
    await expect(checkPartitions(redis, 8)).rejects.toThrow(/PARTITIONS.*16.*8/);
    expect(await redis.get(keys.partitions)).toBe('16');
  });
});
