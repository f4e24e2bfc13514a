import type { LiveTicket } from '@watchfloor/contracts/fact';
import type { Agent } from '@watchfloor/core/agent/agent-state';
import type { Conversation } from '@watchfloor/core/conversation/state';
import type { FloorState } from '@watchfloor/core/floor/floor-state';
import { keys } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { type FloorHead, readHash } from '@watchfloor/redis/snapshot';
import { FIRST_ID } from '@watchfloor/redis/stream-id';
import { ClosedQueue } from './closed-queue.ts';
import { Seen } from './seen.ts';
import { WindowBuckets } from './window-buckets.ts';

/** A floor in the owner's memory. `isNew`: no fact has told of it yet. */
export type KeptFloor = { state: FloorState; windows: WindowBuckets; closed: ClosedQueue; isNew: boolean };

export const keepFloor = (state: FloorState, isNew: boolean): KeptFloor => ({
  state,
  windows: new WindowBuckets(),
  closed: new ClosedQueue(state.conversations),
  isNew,
});

/** A partition that this keeper owns: the epoch of its lease, the last log entry committed, and everything that follows from it. */
export type Partition = {
  readonly number: number;
  readonly epoch: number;
  position: string;
  readonly floors: Map<string, KeptFloor>;
  readonly seen: Seen;
};

/** Loads a partition after its lease was taken: nobody else can commit to it from then on, so what is read is what is. */
export async function loadPartition(redis: ScriptedRedis, number: number, epoch: number): Promise<Partition> {
  const position = (await redis.hget(keys.applied(number), 'id')) || FIRST_ID;
  const heads = await readHash<FloorHead>(redis, keys.floors(number));
  const floors = new Map<string, KeptFloor>();
  for (const head of heads.items) {
    const floorKey = `${head.floor.tenant}/${head.floor.id}`;
    floors.set(floorKey, keepFloor(await loadFloor(redis, number, head), false));
  }
  const seen = new Seen();
  await seen.load(redis, number, [Date.now(), ...heads.items.map((head) => head.through)]);
  return { number, epoch, position, floors, seen };
}

async function loadFloor(redis: ScriptedRedis, partition: number, head: FloorHead): Promise<FloorState> {
  const floorKey = `${head.floor.tenant}/${head.floor.id}`;
  const [conversations, tickets, agents] = await Promise.all([
    readHash<Conversation>(redis, keys.conversations(partition, floorKey)),
    readHash<LiveTicket>(redis, keys.tickets(partition, floorKey)),
    readHash<Agent>(redis, keys.agents(partition, floorKey)),
  ]);
  const byId = <T extends { id: string }>(items: T[]) => new Map(items.map((item) => [item.id, item]));
  return { ...head, conversations: byId(conversations.items), tickets: byId(tickets.items), agents: byId(agents.items) };
}
