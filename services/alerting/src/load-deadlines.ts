import type { FactBatch } from '@watchfloor/contracts/fact';
import { defaultFloor } from '@watchfloor/contracts/floor';
import { DeadlineView, type IsPast } from '@watchfloor/core/alert/deadline-view';
import type { Transition } from '@watchfloor/core/alert/decide';
import { readActiveAlerts } from '@watchfloor/redis/alerts';
import { findFloor } from '@watchfloor/redis/directory';
import { readFacts } from '@watchfloor/redis/facts';
import { keys } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { readPartition } from '@watchfloor/redis/snapshot';
import { compareIds, FIRST_ID, idMs } from '@watchfloor/redis/stream-id';
import { nameAlert } from './name-alert.ts';

/** The deadlines of a partition as of fact `factId`. `certain`: what came to pass while nobody watched. */
export type Loaded = { view: DeadlineView; factId: string; certain: Transition[]; isPastAt: (factId: string) => IsPast };

/**
 * Starts the deadlines of a partition from the keeper's snapshot and the alerts that are active. Call with the lease in hand: nobody else fires.
 * The facts since the position that alerting noted last (none: since the first kept) are read again for the ends of stretches alone, so that a
 * breach that began and ended meanwhile is told, and an alert that ended meanwhile gets its true reason. What was told before is not written twice.
 */
export async function loadDeadlines(redis: ScriptedRedis, partition: number): Promise<Loaded> {
  const noted = (await redis.hget(keys.readers(partition), 'alerting')) ?? FIRST_ID;
  const { entries } = await readActiveAlerts(redis, partition);
  const { factId, floors } = await readPartition(redis, partition);
  const view = new DeadlineView(nameAlert);
  const after = new Map<string, { conversations: string; tickets: string }>();
  for (const { floorKey, floor, through, conversations, tickets } of floors) {
    after.set(floorKey, { conversations: conversations.after, tickets: tickets.after });
    const alerts = entries.filter((entry) => entry.floor === floorKey).map(({ alert }) => alert);
    view.add(floor, through).restore({ conversations: conversations.items, tickets: tickets.items, alerts });
  }
  const certain: Transition[] = [];
  for await (const { batch } of readFacts(redis, partition, { after: noted, through: factId })) {
    certain.push(...view.fold(batch, { now: Date.now(), knownAt: idMs(batch.logId) }, () => true));
  }
  const isPastAt =
    (id: string): IsPast =>
    (floorKey, part) =>
      compareIds(id, after.get(floorKey)?.[part] ?? FIRST_ID) <= 0;
  return { view, factId, certain, isPastAt };
}

/** Takes in floors that a batch speaks of for the first time, as the directory describes them. */
export async function adoptFloors(redis: ScriptedRedis, view: DeadlineView, batch: FactBatch): Promise<void> {
  for (const { floor: key } of batch.floors) {
    if (view.floor(key)) continue;
    const [tenant = '', id = ''] = key.split('/');
    view.add((await findFloor(redis, key)) ?? defaultFloor(tenant, id));
  }
}
