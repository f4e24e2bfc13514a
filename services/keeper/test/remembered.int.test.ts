import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact } from '@watchfloor/contracts/fact';
import { connectRedis, untilReady } from '@watchfloor/redis/connect';
import { readFacts } from '@watchfloor/redis/facts';
import { keys, partitionOf } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { type FreshRedis, freshRedis } from '@watchfloor/testing/private-servers';
import { runService } from '@watchfloor/testing/run-service';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isThrough } from './recount.ts';
import { append } from './stories.ts';

const PARTITIONS = 2;
const FLOOR = 'default/shop';
const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const FROM = Date.now() - 20 * DAY_MS;
let server: FreshRedis;
let redis: ScriptedRedis;

beforeEach(async () => {
  server = await freshRedis();
  redis = connectRedis(server.url);
  await untilReady(redis);
});
afterEach(async () => {
  redis.disconnect();
  await server.stop();
});

const event = (type: LoggedEvent['type'], afterMs: number, data: object, subject = 'c1') => {
  const time = FROM + afterMs;
  return { floor: FLOOR, source: '/chat', id: `${type} ${afterMs}`, type, subject, time, received: time, data } as LoggedEvent;
};
async function tell(events: LoggedEvent[]): Promise<void> {
  await append(redis, PARTITIONS, events, 1);
  await vi.waitUntil(() => isThrough(redis, PARTITIONS), { timeout: 20_000, interval: 20 });
}
async function told<T extends Fact['type']>(type: T): Promise<Extract<Fact, { type: T }>[]> {
  const batches = await Array.fromAsync(readFacts(redis, partitionOf(FLOOR, PARTITIONS)), ({ batch }) => batch);
  const facts = batches.flatMap(({ floors }) => floors.flatMap((floor) => floor.facts));
  return facts.filter((fact): fact is Extract<Fact, { type: T }> => fact.type === type);
}
const start = () => runService('keeper', { env: { REDIS_URL: server.url, PARTITIONS: String(PARTITIONS) } });

test('a conversation that a keeper has long forgotten is known to the next: who replied last, and that it was there before', async () => {
  const first = await start();
  await tell([
    event('message.received', 0, { customerId: 'u1', shopId: 's1', channel: 'tmall' }),
    event('message.sent', MINUTE_MS, { from: 'agent', agentId: 'A' }),
    event('conversation.closed', 2 * MINUTE_MS, {}),
    event('message.received', 60 * MINUTE_MS, { customerId: 'u2' }, 'c2'),
  ]);
  expect(await redis.hexists(keys.conversations(partitionOf(FLOOR, PARTITIONS), FLOOR), 'c1')).toBe(0);
  await first.stop();

  const second = await start();
  await tell([
    event('review.posted', 15 * DAY_MS, { score: 5 }),
    event('message.received', 16 * DAY_MS, { customerId: 'u1' }),
    event('rating.submitted', 16 * DAY_MS + 1, { score: 2 }),
  ]);
  await second.stop();
  const cut = { agentId: 'A', shopId: 's1', channel: 'tmall' };
  expect(await told('rating.given')).toMatchObject([
    { kind: 'review', cut },
    { kind: 'rating', cut },
  ]);
  expect((await told('episode.opened')).filter(({ conversationId }) => conversationId === 'c1')).toMatchObject([
    { reopened: false },
    { reopened: true, customerId: 'u1', cut: { shopId: 's1', channel: 'tmall' } },
  ]);
}, 60_000);
