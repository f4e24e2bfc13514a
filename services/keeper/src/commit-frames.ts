import type { Frame } from '@watchfloor/contracts/event';
import type { Fact, FactOf } from '@watchfloor/contracts/fact';
import { defaultFloor } from '@watchfloor/contracts/floor';
import { responseSamples } from '@watchfloor/core/window/response-samples';
import type { Commit, commit, HashWrite, SetWrite } from '@watchfloor/redis/commit';
import { findFloor } from '@watchfloor/redis/directory';
import { keys } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { adoptFloor, batchOf, evolveFrames, type FloorChange, unknownFloors } from './evolve-frames.ts';
import type { Partition } from './partition.ts';
import { minuteOf } from './window-buckets.ts';

/** The lease is somebody else's, or the position is not ours: the partition must be given up and loaded anew. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}

export type Frames = { through: string; events: Frame };

/** Evolves some frames and commits what came of them, once. A partition that throws has run ahead of Redis and must be dropped. */
export async function commitFrames(
  redis: ScriptedRedis,
  partition: Partition,
  frames: Frames,
  retry: (work: Commit) => Promise<Awaited<ReturnType<typeof commit>>>,
): Promise<void> {
  const now = Date.now();
  for (const floorKey of unknownFloors(partition, frames.events)) {
    const [tenant = '', id = ''] = floorKey.split('/');
    adoptFloor(partition, (await findFloor(redis, floorKey)) ?? defaultFloor(tenant, id));
  }
  const changes = evolveFrames(partition, frames.events, now);
  for (const change of changes) await fillWindows(redis, partition, change);
  const writes = [
    ...changes.flatMap((change) => floorWrites(partition, change)),
    ...headWrites(partition, changes),
    ...partition.seen.takeWrites(partition.number, now),
  ];
  const work: Commit = {
    partition: partition.number,
    epoch: partition.epoch,
    after: partition.position,
    through: frames.through,
    facts: batchOf(partition, changes, { logId: frames.through, now }),
    writes,
  };
  const answer = await retry(work);
  if (answer.outcome === 'fenced')
    throw new FencedError(`partition ${partition.number}: the lease is in epoch ${answer.epoch}, ours is ${partition.epoch}`);
  if (answer.outcome === 'moved')
    throw new FencedError(`partition ${partition.number}: the position is ${answer.position}, ours was ${partition.position}`);
  partition.position = frames.through;
}

const isRoundClosed = (fact: Fact): fact is FactOf<'round.closed'> => fact.type === 'round.closed';

async function fillWindows(redis: ScriptedRedis, partition: Partition, { floorKey, facts }: FloorChange): Promise<void> {
  const kept = partition.floors.get(floorKey);
  const samples = facts.filter(isRoundClosed).flatMap(responseSamples);
  if (!kept || samples.length === 0) return;
  await kept.windows.open(redis, { partition: partition.number, floorKey }, new Set(samples.map(({ at }) => minuteOf(at))));
  for (const sample of samples) kept.windows.add(sample);
}

/** What to write of each floor that changed. */
function floorWrites(partition: Partition, { floorKey, touched }: FloorChange): (HashWrite | SetWrite)[] {
  const kept = partition.floors.get(floorKey);
  if (!kept) return [];
  const { state, windows, closed } = kept;
  const p = partition.number;
  for (const id of touched.conversations) closed.note(state.conversations.get(id));
  const gone = closed.dropOld(state.conversations, state.through);
  return [
    hashWrite(keys.conversations(p, floorKey), touched.conversations, state.conversations, gone),
    hashWrite(keys.tickets(p, floorKey), touched.tickets, state.tickets),
    hashWrite(keys.agents(p, floorKey), touched.agents, state.agents),
    ...windows.takeWrites({ partition: p, floorKey, through: state.through, eventClock: state.floor.clock === 'event' }),
  ].filter((write) => write.set.size > 0 || [...write.remove].length > 0);
}

function hashWrite(key: string, touched: Set<string>, items: ReadonlyMap<string, unknown>, gone: string[] = []): HashWrite {
  const set = new Map<string, string>();
  const remove = [...gone];
  for (const id of touched) {
    const item = items.get(id);
    if (item === undefined) remove.push(id);
    else set.set(id, JSON.stringify(item));
  }
  return { kind: 'hash', key, ttlMs: 0, set, remove };
}

function headWrites(partition: Partition, changes: FloorChange[]): HashWrite[] {
  const set = new Map<string, string>();
  for (const { floorKey } of changes) {
    const state = partition.floors.get(floorKey)?.state;
    if (state) set.set(floorKey, JSON.stringify({ floor: state.floor, through: state.through, counters: state.counters }));
  }
  return set.size === 0 ? [] : [{ kind: 'hash', key: keys.floors(partition.number), ttlMs: 0, set, remove: [] }];
}
