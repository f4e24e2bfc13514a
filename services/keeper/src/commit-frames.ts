import type { Frame } from '@watchfloor/contracts/event';
import { defaultFloor } from '@watchfloor/contracts/floor';
import { minuteOf } from '@watchfloor/core/order/order-key';
import type { Commit, CommitAnswer, HashWrite, Write } from '@watchfloor/redis/commit';
import { findFloor } from '@watchfloor/redis/directory';
import { keys } from '@watchfloor/redis/keys';
import { readPasts } from '@watchfloor/redis/past';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { adoptFloor, batchOf, evolveTask, type FloorChange, planFrames, unknownFloors } from './evolve-frames.ts';
import type { Partition } from './partition.ts';
import { writesOf } from './writes-of.ts';

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
  commitSurely: (work: Commit) => Promise<CommitAnswer>,
): Promise<void> {
  const now = Date.now();
  for (const floorKey of unknownFloors(partition, frames.events)) {
    const [tenant = '', id = ''] = floorKey.split('/');
    adoptFloor(partition, (await findFloor(redis, floorKey)) ?? defaultFloor(tenant, id));
  }
  const changes: FloorChange[] = [];
  for (const task of planFrames(partition, frames.events)) {
    const { floorKey, plan } = task;
    // Nearly always empty: only subjects that were overtaken have to look back.
    const pasts = await readPasts(redis, {
      partition: partition.number,
      floorKey,
      wanted: plan.wanted,
      lastMinute: minuteOf(plan.through),
    });
    const change = evolveTask(task, pasts);
    await change.kept.windows.take(redis, { partition: partition.number, floorKey }, change.outcome);
    changes.push(change);
  }
  const answer = await commitSurely({
    partition: partition.number,
    epoch: partition.epoch,
    after: partition.position,
    through: frames.through,
    facts: batchOf(changes, { logId: frames.through, now }),
    writes: [...changes.flatMap((change) => writesOf(partition.number, change)), ...headWrites(partition, changes)],
  });
  if (answer.outcome === 'fenced')
    throw new FencedError(`partition ${partition.number}: the lease is in epoch ${answer.epoch}, ours is ${partition.epoch}`);
  if (answer.outcome === 'moved')
    throw new FencedError(`partition ${partition.number}: the position is ${answer.position}, ours was ${partition.position}`);
  partition.position = frames.through;
}

function headWrites(partition: Partition, changes: FloorChange[]): Write[] {
  const set = new Map<string, string>();
  for (const { floorKey, kept } of changes) {
    const { floor, through, counters } = kept.state;
    set.set(floorKey, JSON.stringify({ floor, through, counters }));
  }
  const write: HashWrite = { kind: 'hash', key: keys.floors(partition.number), ttlMs: 0, set, remove: [] };
  return set.size === 0 ? [] : [write];
}
