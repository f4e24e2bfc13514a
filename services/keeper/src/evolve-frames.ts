import type { FloorConfigured, LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact, FactBatch } from '@watchfloor/contracts/fact';
import { type FloorEntry, floorKeyOf } from '@watchfloor/contracts/floor';
import { evolveFloor } from '@watchfloor/core/floor/evolve-floor';
import { emptyFloor, nothingTouched, type Touched } from '@watchfloor/core/floor/floor-state';
import { coalesce } from './coalesce.ts';
import { keepFloor, type Partition } from './partition.ts';

/** What some frames did to one floor. */
export type FloorChange = { floorKey: string; touched: Touched; facts: Fact[] };

type Arrived = LoggedEvent | FloorConfigured;

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

/** Evolves events in the order of the log. Repeats are left out here, whoever sent them again. `now` is the wall clock. */
export function evolveFrames(partition: Partition, events: Arrived[], now: number): FloorChange[] {
  const changes = new Map<string, FloorChange>();
  for (const event of events) {
    const kept = partition.floors.get(event.floor);
    if (!kept) continue;
    let change = changes.get(event.floor);
    if (!change) {
      change = { floorKey: event.floor, touched: nothingTouched(), facts: [] };
      changes.set(event.floor, change);
      if (kept.isNew) change.facts.push({ type: 'floor.configured', at: event.received, floor: kept.state.floor });
      kept.isNew = false;
    }
    if (event.type !== 'floor.configured' && !partition.seen.add(event, now)) {
      kept.state.counters.duplicates++;
      continue;
    }
    for (const fact of evolveFloor(kept.state, event, change.touched).facts) change.facts.push(fact);
  }
  for (const change of changes.values()) change.facts = coalesce(change.facts);
  return [...changes.values()];
}

/** The facts of a commit as they go into the stream; null when there are none. */
export function batchOf(partition: Partition, changes: FloorChange[], at: { logId: string; now: number }): FactBatch | null {
  const floors = changes.map(({ floorKey, facts }) => ({
    floor: floorKey,
    through: partition.floors.get(floorKey)?.state.through ?? 0,
    facts,
  }));
  return floors.length === 0 ? null : { logId: at.logId, committedAt: at.now, floors };
}
