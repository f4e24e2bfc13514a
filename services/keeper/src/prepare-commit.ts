import type { Frame } from '@watchfloor/contracts/event';
import { defaultFloor } from '@watchfloor/contracts/floor';
import { decodePast } from '@watchfloor/core/conversation/past';
import { minuteOf } from '@watchfloor/core/order/order-key';
import type { Commit, CommitAnswer, HashWrite, Write } from '@watchfloor/redis/commit';
import { findFloor } from '@watchfloor/redis/directory';
import { keys } from '@watchfloor/redis/keys';
import { readPasts } from '@watchfloor/redis/past';
import { readRemembered } from '@watchfloor/redis/remembered';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { adoptFloor, batchOf, evolveTask, type FloorChange, type FloorTask, planFrames, unknownFloors } from './evolve-frames.ts';
import type { Partition } from './partition.ts';
import { writesOf } from './writes-of.ts';

/** The lease is somebody else's, or the position is not ours: the partition must be given up and loaded anew. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}

/**
 * Windows change with every event and are read only by those who start: they are written so often, and whoever reads them folds the facts since then.
 * So does a keeper that takes over.
 */
const WINDOWS_MS = 5_000;

export type Frames = { through: string; events: Frame };

/**
 * Evolves some frames; gives the commit of what came of them. The partition is ahead of Redis then, and must be dropped if that commit is not done.
 * `after`: the last log entry of the commit before; `committed`: settles when that one is done, for what has to be read back depends on it.
 */
export async function prepareCommit(
  redis: ScriptedRedis,
  partition: Partition,
  frames: Frames,
  { after, committed }: { after: string; committed: Promise<void> },
): Promise<Commit> {
  const now = Date.now();
  for (const floorKey of unknownFloors(partition, frames.events)) {
    const [tenant = '', id = ''] = floorKey.split('/');
    adoptFloor(partition, (await findFloor(redis, floorKey)) ?? defaultFloor(tenant, id));
  }
  const changes: FloorChange[] = [];
  for (const task of planFrames(partition, frames.events)) {
    const { floorKey, plan } = task;
    // Nearly always empty: only subjects that were overtaken have to look back.
    if (plan.wanted.size > 0) await committed;
    const pasts = await readPasts(redis, {
      partition: partition.number,
      floorKey,
      wanted: plan.wanted,
      lastMinute: minuteOf(plan.through),
    });
    await recall(redis, partition.number, task);
    const change = evolveTask(task, pasts);
    // A minute that the commit before writes is in memory: what is read here, nobody is writing.
    const { windows, state } = change.kept;
    await windows.take(redis, { partition: partition.number, floorKey }, { ...change.outcome, ...state });
    changes.push(change);
  }
  const windows = now - partition.windowsAt >= WINDOWS_MS;
  if (windows) partition.windowsAt = now;
  return {
    partition: partition.number,
    epoch: partition.epoch,
    after,
    through: frames.through,
    facts: batchOf(changes, { logId: frames.through, now }),
    writes: [
      ...changes.flatMap((change) => writesOf(partition.number, change)),
      ...headWrites(partition, changes),
      ...(windows ? windowWrites(partition) : []),
    ],
    windows,
  };
}

/** Takes in what is remembered of conversations that the floor does not hold. What the commit before has forgotten is at hand. */
async function recall(redis: ScriptedRedis, partition: number, { floorKey, kept, plan }: FloorTask): Promise<void> {
  const { state, leaving, filled } = kept;
  const asked = plan.unknown.filter((id) => !leaving.has(id));
  const found = await readRemembered(redis, { partition, floorKey, through: plan.through, filled }, asked);
  for (const id of plan.unknown) {
    const text = leaving.get(id) ?? found.get(id);
    if (text !== undefined) state.conversations.set(id, decodePast(id, text));
  }
}

/** Notes that a commit was done. @throws FencedError when it was refused. */
export function settleCommit(partition: Partition, work: Commit, answer: CommitAnswer): void {
  if (answer.outcome === 'fenced')
    throw new FencedError(`partition ${partition.number}: the lease is in epoch ${answer.epoch}, ours is ${partition.epoch}`);
  if (answer.outcome === 'moved')
    throw new FencedError(`partition ${partition.number}: the position is ${answer.position}, ours was ${work.after}`);
  partition.position = work.through;
}

/** What changed in the windows of all floors of a partition: the position that is noted with it holds for each. */
const windowWrites = (partition: Partition): Write[] =>
  [...partition.floors].flatMap(([floorKey, { windows, state }]) =>
    windows.takeWrites({
      partition: partition.number,
      floorKey,
      through: state.through,
      eventClock: state.floor.clock === 'event',
    }),
  );

function headWrites(partition: Partition, changes: FloorChange[]): Write[] {
  const set = new Map<string, string>();
  for (const { floorKey, kept } of changes) {
    const { floor, through, counters } = kept.state;
    set.set(floorKey, JSON.stringify({ floor, through, counters }));
  }
  const write: HashWrite = { kind: 'hash', key: keys.floors(partition.number), ttlMs: 0, set, remove: [] };
  return set.size === 0 ? [] : [write];
}
