import { setTimeout as wait } from 'node:timers/promises';
import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact } from '@watchfloor/contracts/fact';
import { defaultFloor } from '@watchfloor/contracts/floor';
import { emptyFloor } from '@watchfloor/core/floor/floor-state';
import { LATENESS_BOUND_MS } from '@watchfloor/core/floor/lateness';
import { RememberedFloor } from '@watchfloor/core/floor/remembered-floor';
import { compareTrueOrder } from '@watchfloor/core/order/true-order';
import { connectRedis, untilReady } from '@watchfloor/redis/connect';
import { readFacts } from '@watchfloor/redis/facts';
import { keys, partitionOf } from '@watchfloor/redis/keys';
import { appendFrame } from '@watchfloor/redis/log';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { freshRedis } from '@watchfloor/testing/private-servers';
import { runService } from '@watchfloor/testing/run-service';
import { expect, test } from 'vitest';
import { busyDay, disordered } from './busy-day.ts';
import { WindowAccount } from './window-account.ts';

const FLOOR = 'default/busy';
const PARTITION = partitionOf(FLOOR, 16);
const SPAN_MS = 12 * 60_000;

/** What one account of the events comes to: states, facts that stand, window buckets; in an order of its own. */
type Outcome = {
  through: number;
  conversations: unknown;
  tickets: unknown;
  agents: unknown;
  facts: Map<string, number>;
  windows: Record<string, string>;
};

const stable = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, part) => (key === 'involved' || key === 'heldMs' ? [...part].sort() : part)));
const byKey = (entries: Iterable<[string, unknown]>): unknown => stable([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
const isPresent = (fact: Fact): boolean => /\.(changed|removed|configured)$/.test(fact.type);

function bump(counts: Map<string, number>, fact: Fact, n: number): void {
  const key = JSON.stringify(fact);
  const next = (counts.get(key) ?? 0) + n;
  if (next === 0) counts.delete(key);
  else counts.set(key, next);
}

function windowsOf(facts: Map<string, number>): Record<string, string> {
  const account = new WindowAccount(defaultFloor('default', 'busy'));
  for (const [text, times] of facts) for (let n = 0; n < times; n++) account.fold(JSON.parse(text) as Fact, 1);
  return account.texts();
}

/** The slow way: every event in true order, one by one, in memory. */
function inTrueOrder(events: LoggedEvent[]): Outcome {
  const floor = new RememberedFloor(emptyFloor(defaultFloor('default', 'busy')));
  const facts = new Map<string, number>();
  for (const event of events.toSorted(compareTrueOrder))
    for (const fact of floor.take([event]).facts) if (!isPresent(fact)) bump(facts, fact, 1);
  const { through, conversations, tickets, agents } = floor.state;
  return {
    through,
    conversations: byKey(conversations),
    tickets: byKey(tickets),
    agents: byKey([...agents].map(([id, agent]) => [id, agent.id])),
    facts,
    windows: windowsOf(facts),
  };
}

/** What the keeper left in Redis. */
async function inRedis(redis: ScriptedRedis): Promise<Outcome> {
  const read = async (key: string) =>
    Object.entries(await redis.hgetall(key))
      .filter(([field]) => field !== '_pos')
      .map(([field, text]): [string, unknown] => [field, JSON.parse(text)]);
  const head = JSON.parse((await redis.hget(keys.floors(PARTITION), FLOOR)) ?? '{}') as { through: number };
  const facts = new Map<string, number>();
  for await (const { batch } of readFacts(redis, PARTITION)) {
    for (const { retracts = [], facts: asserted } of batch.floors) {
      for (const fact of retracts) bump(facts, fact, -1);
      for (const fact of asserted) if (!isPresent(fact)) bump(facts, fact, 1);
    }
  }
  const windows = await WindowAccount.inRedis(redis, PARTITION, { floor: defaultFloor('default', 'busy'), through: head.through });
  const agents = (await read(keys.agents(PARTITION, FLOOR))).map(([id]): [string, unknown] => [id, id]);
  return {
    through: head.through,
    conversations: byKey(await read(keys.conversations(PARTITION, FLOOR))),
    tickets: byKey(await read(keys.tickets(PARTITION, FLOOR))),
    agents: byKey(agents),
    facts,
    windows: windows.texts(),
  };
}

test('200,000 events, shuffled within the bound, some twice, with keepers and Redis killed on the way, end as in true order', {
  timeout: 180_000,
}, async () => {
  const from = Date.now() - SPAN_MS - LATENESS_BOUND_MS;
  const events = busyDay({ count: 200_000, from, spanMs: SPAN_MS, floor: FLOOR, agents: 60, seed: 7 });
  const arrivals = disordered(events, { boundMs: LATENESS_BOUND_MS, repeatEvery: 20, seed: 11 });
  await using server = await freshRedis();
  const redis = connectRedis(server.url);
  await untilReady(redis);
  for (let at = 0, n = 0; at < arrivals.length; n++) {
    const size = 1 + ((n * 97) % 256);
    await appendFrame(redis, PARTITION, arrivals.slice(at, at + size));
    at += size;
  }

  const env = { REDIS_URL: server.url, LOG_LEVEL: 'warn' };
  const counters = async () => {
    const head = await redis.hget(keys.floors(PARTITION), FLOOR).catch(() => null);
    return head
      ? (JSON.parse(head) as { counters: { applied: number; duplicates: number; late: number } }).counters
      : { applied: 0, duplicates: 0, late: 0 };
  };
  const until = async (done: number) => {
    for (let seen = await counters(); seen.applied + seen.duplicates < done; seen = await counters()) await wait(20);
  };
  for (const share of [0.1, 0.25, 0.4]) {
    await using keeper = await runService('keeper', { env });
    await until(arrivals.length * share);
    await keeper.kill();
  }
  await using keeper = await runService('keeper', { env });
  await until(arrivals.length * 0.6);
  await server.kill();
  await server.restart();
  await untilReady(redis);
  await until(arrivals.length);
  expect(await counters()).toMatchObject({ applied: events.length, duplicates: arrivals.length - events.length, late: 0 });
  expect(await keeper.stop()).toBe(0);

  const [actual, expected] = [await inRedis(redis), inTrueOrder(events)];
  redis.disconnect();
  expect(actual.through).toBe(expected.through);
  expect(actual.facts.size).toBe(expected.facts.size);
  expect([...expected.facts].filter(([fact, n]) => actual.facts.get(fact) !== n).slice(0, 3)).toEqual([]);
  expect(actual.windows).toEqual(expected.windows);
  expect(actual.tickets).toEqual(expected.tickets);
  expect(actual.agents).toEqual(expected.agents);
  expect(actual.conversations).toEqual(expected.conversations);
});
