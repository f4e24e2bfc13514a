import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { FactBatch, FloorFacts } from '@watchfloor/contracts/fact';
import { type FloorEntry, floorKeyOf } from '@watchfloor/contracts/floor';
import { isSetting, type SettingEvent } from '@watchfloor/contracts/setting';
import { type BatchOutcome, evolveBatch } from '@watchfloor/core/floor/evolve-batch';
import { emptyFloor } from '@watchfloor/core/floor/floor-state';
import { type BatchPlan, planBatch, type SubjectName } from '@watchfloor/core/floor/plan-batch';
import type { Past } from '@watchfloor/core/order/repair';
import { type KeptFloor, keepFloor, type Partition } from './partition.ts';

type Arrived = LoggedEvent | SettingEvent;

/** What is to be done to one floor. */
export type FloorTask = { floorKey: string; kept: KeptFloor; plan: BatchPlan };
/** What was done to it. */
export type FloorChange = FloorTask & { outcome: BatchOutcome };

/** Floors that events speak of and the partition does not hold yet. */
export function unknownFloors(partition: Partition, events: Arrived[]): Set<string> {
  const unknown = new Set<string>();
  for (const event of events) if (!partition.floors.has(event.floor)) unknown.add(event.floor);
  return unknown;
}

/** Takes a floor into the partition. */
export function adoptFloor(partition: Partition, floor: FloorEntry): void {
  partition.floors.set(floorKeyOf(floor.tenant, floor.id), keepFloor(emptyFloor(floor), true));
}

/** Parts events by floor, leaves out repeats, whoever sent them again (settings know theirs by their version), and plans each floor's share. */
export function planFrames(partition: Partition, events: Arrived[]): FloorTask[] {
  const tasks: FloorTask[] = [];
  for (const [floorKey, mine] of Map.groupBy(events, (event) => event.floor)) {
    const kept = partition.floors.get(floorKey);
    if (!kept) continue;
    const fresh = mine.filter((event) => isSetting(event) || kept.seen.add(event));
    kept.state.counters.duplicates += mine.length - fresh.length;
    tasks.push({ floorKey, kept, plan: planBatch(kept.state, fresh) });
  }
  return tasks;
}

/** Evolves a floor by its plan. */
export function evolveTask(task: FloorTask, pasts: ReadonlyMap<SubjectName, Past>): FloorChange {
  const { kept, plan } = task;
  const outcome = evolveBatch(kept.state, plan, pasts);
  if (kept.isNew && !outcome.facts.some((fact) => fact.type === 'floor.configured'))
    outcome.facts.unshift({ type: 'floor.configured', at: plan.through, floor: kept.state.floor });
  kept.isNew = false;
  // Facts of different things go out in the order of time; those of one thing keep their own.
  outcome.facts.sort((a, b) => a.at - b.at);
  return { ...task, outcome };
}

/** The facts of a commit as they go into the stream; null when there are none. */
export function batchOf(changes: FloorChange[], at: { logId: string; now: number }): FactBatch | null {
  const floors = changes.map(({ floorKey, kept, outcome }): FloorFacts => {
    const { retracts, facts } = outcome;
    return { floor: floorKey, through: kept.state.through, ...(retracts.length > 0 ? { retracts } : {}), facts };
  });
  return floors.length === 0 ? null : { logId: at.logId, committedAt: at.now, floors };
}
