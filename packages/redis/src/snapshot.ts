import type { LiveAgent, LiveConversation, LiveTicket } from '@watchfloor/contracts/fact';
import type { FloorEntry } from '@watchfloor/contracts/floor';
import type { Team } from '@watchfloor/contracts/team';
import { type Agent, liveAgent } from '@watchfloor/core/agent/agent-state';
import { type Conversation, liveConversation } from '@watchfloor/core/conversation/state';
import type { Counters, Kept } from '@watchfloor/core/floor/floor-state';
import type { Version } from '@watchfloor/core/floor/settings';
import { keys } from './keys.ts';
import type { ScriptedRedis } from './scripts.ts';
import { FIRST_ID } from './stream-id.ts';

/** What the floors hash keeps of a floor. */
export type FloorHead = { floor: FloorEntry; through: number; counters: Counters };

/** Items of one hash; `after` is the last fact that is in them: fold only later ones. */
export type Part<T> = { after: string; items: T[] };

export type FloorSnapshot = FloorHead & {
  floorKey: string;
  conversations: Part<LiveConversation>;
  tickets: Part<LiveTicket>;
  agents: Part<LiveAgent>;
  /** Teams as they are set now. */
  teams: Part<Team>;
  /** What was set on the floor when. */
  versions: Version<FloorEntry>[];
};

/**
 * A partition as a reader starts from it: read on in the facts after `factId`, and fold each into the parts that are older than it. `windowsId`: the last
 * fact that the windows hold, which are written more seldom.
 */
export type PartitionSnapshot = { factId: string; windowsId: string; floors: FloorSnapshot[] };

/** Reads a hash of JSON values; the field `_pos` tells how far it is. */
export async function readHash<T>(redis: ScriptedRedis, key: string): Promise<Part<T>> {
  const { after, entries } = await readEntries<T>(redis, key);
  return { after, items: entries.map(([, item]) => item) };
}

/** The same with the fields' names. */
export async function readEntries<T>(redis: ScriptedRedis, key: string): Promise<{ after: string; entries: [string, T][] }> {
  const { _pos: after = FIRST_ID, ...fields } = await redis.hgetall(key);
  return { after: after || FIRST_ID, entries: Object.entries(fields).map(([field, text]) => [field, JSON.parse(text) as T]) };
}

/** Reads everything live of a partition. The position is noted first, so nothing that comes later is missed (architecture, decision 8). */
export async function readPartition(redis: ScriptedRedis, partition: number): Promise<PartitionSnapshot> {
  const [fact, windows] = await redis.hmget(keys.applied(partition), 'fact', 'windows');
  const heads = await readHash<FloorHead>(redis, keys.floors(partition));
  const floors = await Promise.all(heads.items.map((head) => readFloor(redis, partition, head)));
  return { factId: fact || FIRST_ID, windowsId: windows || FIRST_ID, floors };
}

async function readFloor(redis: ScriptedRedis, partition: number, head: FloorHead): Promise<FloorSnapshot> {
  const floorKey = `${head.floor.tenant}/${head.floor.id}`;
  const [conversations, tickets, agents, teams, floors] = await Promise.all([
    readHash<Kept<Conversation>>(redis, keys.conversations(partition, floorKey)),
    readHash<Kept<LiveTicket>>(redis, keys.tickets(partition, floorKey)),
    readHash<Agent>(redis, keys.agents(partition, floorKey)),
    readHash<Version<Team>[]>(redis, keys.settings(partition, floorKey, 'team')),
    readHash<Version<FloorEntry>[]>(redis, keys.settings(partition, floorKey, 'floor')),
  ]);
  return {
    ...head,
    floorKey,
    conversations: partOf(conversations, ({ state }) => (state ? liveConversation(state) : null)),
    tickets: partOf(tickets, ({ state }) => state),
    agents: partOf(agents, liveAgent),
    teams: partOf(teams, (versions) => versions.at(-1)?.body ?? null),
    versions: floors.items.flat(),
  };
}

/** What a part holds that is live. */
const partOf = <T, L>({ after, items }: Part<T>, live: (item: T) => L | null): Part<L> => ({
  after,
  items: items.map(live).filter((item) => item !== null),
});
