import type { LiveTicket } from '@watchfloor/contracts/fact';
import { floorKeyOf } from '@watchfloor/contracts/floor';
import type { Agent } from '@watchfloor/core/agent/agent-state';
import type { Conversation } from '@watchfloor/core/conversation/state';
import { type FloorState, type Kept, noteInvolved } from '@watchfloor/core/floor/floor-state';
import { readFacts } from '@watchfloor/redis/facts';
import { keys } from '@watchfloor/redis/keys';
import { readSettings } from '@watchfloor/redis/read-settings';
import { filledSlices } from '@watchfloor/redis/remembered';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { type FloorHead, readEntries, readHash } from '@watchfloor/redis/snapshot';
import { FIRST_ID } from '@watchfloor/redis/stream-id';
import { FinishedQueue } from './finished-queue.ts';
import { Seen } from './seen.ts';
import { WindowBuckets } from './window-buckets.ts';

/** A floor in the owner's memory. `isNew`: no fact has told of it yet. */
export type KeptFloor = {
  state: FloorState;
  windows: WindowBuckets;
  seen: Seen;
  finished: { conversations: FinishedQueue<Conversation>; tickets: FinishedQueue<LiveTicket> };
  isNew: boolean;
  /** What is remembered of conversations that were forgotten with the last commit: it may not be in Redis yet. */
  leaving: Map<string, string>;
  /** In which slices anything is remembered. */
  filled: Set<number>;
};

export const keepFloor = (state: FloorState, isNew: boolean): KeptFloor => ({
  state,
  windows: new WindowBuckets(),
  seen: new Seen(),
  finished: { conversations: new FinishedQueue(state.conversations), tickets: new FinishedQueue(state.tickets) },
  isNew,
  leaving: new Map(),
  filled: new Set(),
});

/**
 * A partition that this keeper owns: the epoch of its lease, the last log entry committed, and everything that follows from it. `windowsAt`: when the
 * windows were written last, epoch ms.
 */
export type Partition = {
  readonly number: number;
  readonly epoch: number;
  position: string;
  windowsAt: number;
  readonly floors: Map<string, KeptFloor>;
};

/** Loads a partition after its lease was taken: nobody else can commit to it from then on, so what is read is what is. */
export async function loadPartition(redis: ScriptedRedis, number: number, epoch: number): Promise<Partition> {
  const [position, windowsId] = await redis.hmget(keys.applied(number), 'id', 'windows');
  const heads = await readHash<FloorHead>(redis, keys.floors(number));
  const floors = new Map<string, KeptFloor>();
  await Promise.all(
    heads.items.map(async (head) => {
      const floorKey = floorKeyOf(head.floor.tenant, head.floor.id);
      const kept = keepFloor(await loadFloor(redis, number, head), false);
      // What is noted lies at or before the floor's time.
      await kept.seen.load(redis, { partition: number, floorKey, through: head.through });
      kept.filled = await filledSlices(redis, { partition: number, floorKey, through: head.through });
      floors.set(floorKey, kept);
    }),
  );
  const partition = { number, epoch, position: position || FIRST_ID, windowsAt: 0, floors };
  await foldWindows(redis, partition, windowsId || FIRST_ID);
  return partition;
}

/** The windows in Redis are some seconds old: the facts since then are folded into them again. */
async function foldWindows(redis: ScriptedRedis, { number, floors }: Partition, after: string): Promise<void> {
  for await (const { batch } of readFacts(redis, number, { after })) {
    for (const { floor: floorKey, through, retracts = [], facts } of batch.floors) {
      const kept = floors.get(floorKey);
      await kept?.windows.take(redis, { partition: number, floorKey }, { retracts, facts, floor: kept.state.floor, through });
    }
  }
}

async function loadFloor(redis: ScriptedRedis, partition: number, head: FloorHead): Promise<FloorState> {
  const floorKey = floorKeyOf(head.floor.tenant, head.floor.id);
  const [settings, conversations, tickets, agents] = await Promise.all([
    readSettings(redis, { partition, floorKey }),
    readEntries<Kept<Conversation>>(redis, keys.conversations(partition, floorKey)),
    readEntries<Kept<LiveTicket>>(redis, keys.tickets(partition, floorKey)),
    readEntries<Agent>(redis, keys.agents(partition, floorKey)),
  ]);
  const state: FloorState = {
    ...head,
    settings,
    conversations: new Map(conversations.entries),
    tickets: new Map(tickets.entries),
    agents: new Map(agents.entries),
    involved: new Map(),
    presence: new Map(),
  };
  for (const [id, kept] of state.conversations) noteInvolved(state, id, kept.state);
  return state;
}
