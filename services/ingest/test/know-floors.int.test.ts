import { connectRedis, untilReady } from '@watchfloor/redis/connect';
import { type FreshRedis, freshRedis } from '@watchfloor/testing/private-servers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KnownFloors } from '../src/know-floors.ts';

const grant = { tenant: 't', floors: null, createFloors: true };
let server: FreshRedis;
beforeAll(async () => {
  server = await freshRedis();
});
afterAll(() => server.stop());

async function know() {
  const redis = connectRedis(server.url);
  await untilReady(redis);
  const floors = new KnownFloors(redis, () => {});
  return {
    floors,
    [Symbol.dispose]() {
      floors.close();
      redis.disconnect();
    },
  };
}

test('all who ask for a new floor go on in the order in which they asked', async () => {
  using known = await know();
  const order: number[] = [];
  const asked: Promise<unknown>[] = [];
  for (let n = 0; n < 50; n++) {
    asked.push(known.floors.learn(grant, ['new']).then(() => order.push(n)));
    // Enough for an answer of Redis to come in between, now and then.
    if (n % 3 === 0) await new Promise(setImmediate);
  }
  await Promise.all(asked);
  expect(order).toEqual(Array.from({ length: 50 }, (_, n) => n));
});

test('two processes that make a floor at once make one', async () => {
  using a = await know();
  using b = await know();
  await Promise.all([a.floors.learn(grant, ['shared']), b.floors.learn(grant, ['shared'])]);
  expect(a.floors.get('t', 'shared')).toEqual(b.floors.get('t', 'shared'));
});
