import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact, LiveAgent, LiveTicket } from '@watchfloor/contracts/fact';
import { defaultFloor } from '@watchfloor/contracts/floor';
import { type Agent, liveAgent } from '@watchfloor/core/agent/agent-state';
import type { Conversation } from '@watchfloor/core/conversation/state';
import { emptyFloor, type FloorState, type Kept } from '@watchfloor/core/floor/floor-state';
import { RememberedFloor } from '@watchfloor/core/floor/remembered-floor';
import { compareTrueOrder } from '@watchfloor/core/order/true-order';
import { readFacts } from '@watchfloor/redis/facts';
import { keys } from '@watchfloor/redis/keys';
import { readLog } from '@watchfloor/redis/log';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { type FloorHead, readEntries, readHash } from '@watchfloor/redis/snapshot';
import { WindowAccount } from './window-account.ts';

/** What a keeper should have made, or has made, of a floor. `happened`: the facts that stand and tell what happened, as sorted texts. */
export type Account = {
  counters: FloorState['counters'];
  through: number;
  conversations: [string, Kept<Conversation>][];
  tickets: [string, Kept<LiveTicket>][];
  agents: LiveAgent[];
  windows: Record<string, string>;
  happened: string[];
};

const byKey = <T>(entries: Iterable<[string, T]>): [string, T][] => [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
const byId = <T extends { id: string }>(items: Iterable<T>): T[] => [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
const PRESENT = /^(conversation|ticket|agent)\.(changed|removed)$/;
const tellsWhatHappened = (fact: Fact): boolean => !PRESENT.test(fact.type) && fact.type !== 'floor.configured';
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
/** The facts that stand once everything retracted is taken out. */
function standing(batches: { retracts?: Fact[]; facts: Fact[] }[]): string[] {
  const counts = new Map<string, number>();
  const bump = (fact: Fact, n: number) => {
    if (tellsWhatHappened(fact)) counts.set(JSON.stringify(fact), (counts.get(JSON.stringify(fact)) ?? 0) + n);
  };
  for (const { retracts = [], facts } of batches) {
    for (const fact of retracts) bump(fact, -1);
    for (const fact of facts) bump(fact, 1);
  }
  return [...counts].flatMap(([text, n]) => Array<string>(Math.max(0, n)).fill(text)).sort();
}

async function logOf(redis: ScriptedRedis, partition: number): Promise<LoggedEvent[]> {
  return (await readLog(redis, partition)).flat() as LoggedEvent[];
}

/** The slow obvious way: every event of the log once, one by one in true order, in memory. */
export async function recount(redis: ScriptedRedis, partitions: number): Promise<Map<string, Account>> {
  const accounts = new Map<string, Account>();
  for (let partition = 0; partition < partitions; partition++) {
    for (const [floorKey, events] of Map.groupBy(await logOf(redis, partition), ({ floor }) => floor)) {
      const floor = new RememberedFloor(emptyFloor(defaultFloor('default', floorKey.split('/')[1] ?? '')));
      const once = new Map(events.map((event) => [`${event.source}\n${event.id}`, event]));
      const outcomes = [...once.values()].sort(compareTrueOrder).map((event) => floor.take([event]));
      const { state } = floor;
      state.counters.duplicates = events.length - once.size;
      const windows = new WindowAccount(state.floor);
      for (const { retracts, facts } of outcomes) {
        for (const fact of retracts) windows.fold(fact, -1);
        for (const fact of facts) windows.fold(fact, 1);
      }
      accounts.set(floorKey, {
        counters: state.counters,
        through: state.through,
        conversations: plain(byKey(state.conversations)),
        tickets: plain(byKey(state.tickets)),
        agents: byId([...state.agents.values()].flatMap((agent) => liveAgent(agent) ?? [])),
        windows: windows.texts(),
        happened: standing(outcomes),
      });
    }
  }
  return accounts;
}

/** What stands in Redis. */
export async function committed(redis: ScriptedRedis, partitions: number): Promise<Map<string, Account>> {
  const accounts = new Map<string, Account>();
  for (let partition = 0; partition < partitions; partition++) {
    const batches = await Array.fromAsync(readFacts(redis, partition), ({ batch }) => batch);
    for (const { floor, through, counters } of (await readHash<FloorHead>(redis, keys.floors(partition))).items) {
      const floorKey = `${floor.tenant}/${floor.id}`;
      const windows = await WindowAccount.inRedis(redis, partition, { floor, through });
      accounts.set(floorKey, {
        counters,
        through,
        conversations: byKey((await readEntries<Kept<Conversation>>(redis, keys.conversations(partition, floorKey))).entries),
        tickets: byKey((await readEntries<Kept<LiveTicket>>(redis, keys.tickets(partition, floorKey))).entries),
        agents: byId((await readHash<Agent>(redis, keys.agents(partition, floorKey))).items.flatMap((agent) => liveAgent(agent) ?? [])),
        windows: windows.texts(),
        happened: standing(batches.flatMap(({ floors }) => floors.filter((each) => each.floor === floorKey))),
      });
    }
  }
  return accounts;
}

/** Resolves once everything in the logs is committed. */
export async function isThrough(redis: ScriptedRedis, partitions: number): Promise<boolean> {
  for (let partition = 0; partition < partitions; partition++) {
    const [last] = await redis.xrevrange(keys.log(partition), '+', '-', 'COUNT', 1);
    if (last && (await redis.hget(keys.applied(partition), 'id')) !== last[0]) return false;
  }
  return true;
}
