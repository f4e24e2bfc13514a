import { encodePast } from '@watchfloor/core/conversation/past';
import type { BatchOutcome } from '@watchfloor/core/floor/evolve-batch';
import type { KeptSettings } from '@watchfloor/core/floor/settings';
import { minuteOf } from '@watchfloor/core/order/order-key';
import { encodeTailLine } from '@watchfloor/core/order/tail-line';
import type { AppendWrite, HashWrite, Write } from '@watchfloor/redis/commit';
import { keys } from '@watchfloor/redis/keys';
import { rememberedSlice, rememberedWrites } from '@watchfloor/redis/remembered';
import type { FloorChange } from './evolve-frames.ts';
import { sliceTtlMs } from './slice-ttl.ts';

/** Everything that a commit writes of one floor that changed. */
export function writesOf(partition: number, { floorKey, kept, outcome }: FloorChange): Write[] {
  const { state, seen, finished } = kept;
  const at = { partition, floorKey };
  const ttlMs = sliceTtlMs(state);
  for (const id of outcome.conversations) finished.conversations.note(id);
  for (const id of outcome.tickets) finished.tickets.note(id);
  const gone = { conversations: finished.conversations.dropOld(state.through), tickets: finished.tickets.dropOld(state.through) };
  kept.leaving = new Map(
    [...gone.conversations].flatMap(([id, { state: last }]) => {
      const text = encodePast(last);
      return text === null ? [] : [[id, text] as const];
    }),
  );
  if (kept.leaving.size > 0) kept.filled.add(rememberedSlice(state.through));
  return [
    ...stateWrites(keys.conversations(partition, floorKey), outcome.conversations, state.conversations, [...gone.conversations.keys()]),
    ...stateWrites(keys.tickets(partition, floorKey), outcome.tickets, state.tickets, [...gone.tickets.keys()]),
    ...rememberedWrites({ ...at, through: state.through }, kept.leaving),
    ...stateWrites(keys.agents(partition, floorKey), outcome.agents, state.agents, []),
    ...settingWrites(at, outcome, state.settings),
    ...checkpointWrites(at, outcome, ttlMs),
    ...tailWrites(at, outcome, ttlMs),
    ...seen.takeWrites({ ...at, ttlMs, through: state.through }),
  ];
}

type At = { partition: number; floorKey: string };

function stateWrites(key: string, touched: Set<string>, items: ReadonlyMap<string, unknown>, gone: string[]): HashWrite[] {
  const set = new Map<string, string>();
  for (const id of touched) {
    const item = items.get(id);
    if (item !== undefined) set.set(id, JSON.stringify(item));
  }
  return set.size === 0 && gone.length === 0 ? [] : [{ kind: 'hash', key, ttlMs: 0, set, remove: gone }];
}

function settingWrites({ partition, floorKey }: At, outcome: BatchOutcome, settings: KeptSettings): HashWrite[] {
  return [...Map.groupBy(outcome.settings, ({ kind }) => kind)].flatMap(([kind, changes]) =>
    stateWrites(keys.settings(partition, floorKey, kind), new Set(changes.map(({ key }) => key)), settings[kind], []),
  );
}

function checkpointWrites({ partition, floorKey }: At, outcome: BatchOutcome, ttlMs: number): HashWrite[] {
  return [...Map.groupBy(outcome.checkpoints, ({ minute }) => minute)].map(([minute, checkpoints]) => ({
    kind: 'hash',
    key: keys.checkpoints(partition, floorKey, minute),
    ttlMs,
    set: new Map(checkpoints.map(({ subject, state }) => [subject, state])),
    remove: [],
  }));
}

function tailWrites({ partition, floorKey }: At, outcome: BatchOutcome, ttlMs: number): AppendWrite[] {
  const minutes = new Map<number, Map<string, string>>();
  for (const { subject, event } of outcome.tails) {
    const minute = minuteOf(event.time);
    let lines = minutes.get(minute);
    if (!lines) {
      lines = new Map();
      minutes.set(minute, lines);
    }
    lines.set(subject, (lines.get(subject) ?? '') + encodeTailLine(event));
  }
  return [...minutes].map(([minute, append]) => ({ kind: 'append', key: keys.tails(partition, floorKey, minute), ttlMs, append }));
}
