import { partitionOf } from '@watchfloor/redis/keys';
import { runService } from '@watchfloor/testing/run-service';
import { describe, expect, test, vi } from 'vitest';
import { type Ingest, MANY, ONE, PARTITIONS, problemOf, question, runIngest } from './run-ingest.ts';

const readiness = async (ingest: Ingest) => {
  const answer = await fetch(`${ingest.service.url}/readyz`);
  return { ...((await answer.json()) as { reason?: string; remark?: string }), status: answer.status };
};
const send = (ingest: Ingest, floor = 'demo', event = question()) => ingest.post(JSON.stringify(event), ONE, { query: `?floor=${floor}` });
const isPressed = async (ingest: Ingest, reason: string) =>
  (await ingest.service.metrics()).includes(`watchfloor_ingest_pressure{reason="${reason}",service="ingest"} 1`);
const until = (condition: () => Promise<unknown>) => vi.waitUntil(condition, { timeout: 15_000, interval: 50 });

describe('when memory of Redis runs out', () => {
  test('senders are told 503 before it is full, ops why, nobody is lied to, and it ends by itself', async () => {
    await using ingest = await runIngest({ redis: { maxmemory: '64mb' } });
    const promised: string[] = [];
    await ingest.redis.setrange('others', 38_000_000, '.');
    // Texts that do not compress, so that it goes quickly.
    const noise = () => Array.from({ length: 1_000 }, () => Math.random().toString(36).slice(2)).join('');
    const full = await vi.waitUntil(
      async () => {
        const events = Array.from({ length: 50 }, () => question({ data: { customerId: 'c', text: noise() } }));
        const response = await ingest.post(JSON.stringify(events), MANY);
        if (response.status !== 202) return response;
        promised.push(...events.map(({ id }) => String(id)));
      },
      { timeout: 30_000, interval: 1 },
    );
    expect(full.status).toBe(503);
    expect(Number(full.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await problemOf(full)).detail).toMatch(/memory/);
    expect(await readiness(ingest)).toMatchObject({ status: 503, reason: expect.stringMatching(/% of the memory of Redis is in use/) });
    expect(await isPressed(ingest, 'memory')).toBe(true);
    expect((await fetch(`${ingest.service.url}/livez`)).status).toBe(200);

    const logged = new Set((await ingest.logged()).map(({ id }) => id));
    expect(promised.filter((id) => !logged.has(id))).toEqual([]);
    await ingest.redis.del('others');
    await until(async () => (await send(ingest)).status === 202);
    expect(await readiness(ingest)).toMatchObject({ status: 200 });
    expect(await isPressed(ingest, 'memory')).toBe(false);
  }, 60_000);

  test('a write that Redis refuses is a 503, in an instant in which nobody had looked yet', async () => {
    await using ingest = await runIngest();
    expect((await send(ingest)).status).toBe(202);
    await ingest.redis.config('SET', 'maxmemory', '1');
    const event = question();
    const refused = await send(ingest, 'demo', event);
    expect(refused.status).toBe(503);
    await problemOf(refused);
    expect(await readiness(ingest)).toMatchObject({ status: 503 });
    await ingest.redis.config('SET', 'maxmemory', '0');
    await until(async () => (await send(ingest, 'demo', event)).status === 202);
    expect((await ingest.logged()).filter(({ id }) => id === event.id)).toHaveLength(1);
    await until(async () => (await readiness(ingest)).status === 200);
  }, 30_000);
});

test('while the keeper is too far behind its floors are told 429, others go on, and it ends when it has caught up', async () => {
  await using ingest = await runIngest({ env: { MAX_LAG_SECONDS: '1' } });
  const floorIn = (partition: number) =>
    Array.from({ length: 99 }, (_, n) => `f${n}`).find((id) => partitionOf(`default/${id}`, PARTITIONS) === partition) ?? '';
  const [busy, calm] = [floorIn(0), floorIn(1)];
  const answer = await until(async () => {
    const response = await send(ingest, busy);
    return response.status !== 202 && response;
  });
  if (!(answer instanceof Response)) throw new Error('no answer');
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  await problemOf(answer);
  expect((await send(ingest, calm)).status).toBe(202);
  // The receiver itself is ready: who takes it out of service for one partition would stop all floors.
  expect(await readiness(ingest)).toMatchObject({ status: 200, remark: expect.stringMatching(/keeper is behind: \d+ s in partition 0/) });
  expect(await isPressed(ingest, 'lag')).toBe(true);
  expect(await ingest.service.metrics()).toMatch(/watchfloor_ingest_keeper_lag_seconds\{partition="0",service="ingest"\} \d/);
  expect(await ingest.service.metrics()).not.toMatch(/keeper_lag_seconds\{partition="1"/);

  await using _keeper = await runService('keeper', { env: { REDIS_URL: ingest.server.url, PARTITIONS: String(PARTITIONS) } });
  await until(async () => (await send(ingest, busy)).status === 202);
  await until(async () => (await readiness(ingest)).remark === undefined);
  expect(await isPressed(ingest, 'lag')).toBe(false);
  expect(await ingest.service.metrics()).not.toMatch(/keeper_lag_seconds\{/);
}, 40_000);
