import type { Cut, Fact, FactBatch } from '@watchfloor/contracts/fact';
import { defaultFloor, type FloorEntry } from '@watchfloor/contracts/floor';
import { epochMs } from '@watchfloor/contracts/instant';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DeadlineView } from './deadline-view.ts';
import type { Transition } from './decide.ts';

const T = 1_000_000_000_000;
const cut: Cut = { agentId: null, teamId: null, shopId: null, channel: null };
const limits = { warning: 100, critical: 180 };
const base = defaultFloor('t', 'f');
const floorOn = (clock: 'wall' | 'event'): FloorEntry => ({ ...base, clock, limits: { ...base.limits, wait: limits } });

type Wait = { conversation: string; round: string; from: number; to: number | null };

/** Random histories: in each conversation rounds open and close one after the other; the last may stay open. */
const histories = fc
  .array(fc.array(fc.tuple(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 0, max: 300 })), { maxLength: 5 }), {
    minLength: 1,
    maxLength: 5,
  })
  .chain((conversations) => fc.tuple(fc.constant(conversations), fc.boolean()))
  .map(([conversations, lastStaysOpen]) =>
    conversations.flatMap((steps, c) => {
      let at = T;
      return steps.map(([pause, wait], r): Wait => {
        const from = at + pause;
        at = from + wait;
        return { conversation: `c${c}`, round: `c${c}r${r}`, from, to: lastStaysOpen && r === steps.length - 1 ? null : at };
      });
    }),
  );

function factsOf(waits: Wait[]): Fact[] {
  const facts = waits.flatMap(({ conversation: conversationId, round: roundId, from, to }): Fact[] => [
    { type: 'round.opened', at: from, roundId, conversationId, customer: '王**', cut },
    ...(to === null
      ? []
      : [
          {
            type: 'round.closed',
            at: to,
            roundId,
            conversationId,
            customer: '王**',
            openedAt: from,
            outcome: 'replied',
            by: 'agent',
            customerWaitMs: to - from,
            agentWaitMs: 0,
            held: [],
            filler: false,
            cut,
          } satisfies Fact,
        ]),
  ]);
  return facts
    .map((fact, index) => ({ fact, index }))
    .sort((a, b) => a.fact.at - b.fact.at || a.index - b.index)
    .map(({ fact }) => fact);
}

/** Cuts facts into batches of the given sizes, over and over. */
function batchesOf(facts: Fact[], sizes: number[]): FactBatch[] {
  const batches: FactBatch[] = [];
  for (let i = 0, n = 0; i < facts.length; n++) {
    const part = facts.slice(i, i + (sizes[n % sizes.length] ?? 1));
    i += part.length;
    batches.push({ logId: '0-0', committedAt: 0, floors: [{ floor: 't/f', through: part.at(-1)?.at ?? 0, facts: part }] });
  }
  return batches;
}

/** Runs the batches; the clock stands at every deadline in turn before facts later than it are folded, as an exact sleeper would see it. */
function run(clock: 'wall' | 'event', batches: FactBatch[], end: number): Transition[] {
  const view = new DeadlineView((about) => about);
  view.add(floorOn(clock));
  const told: Transition[] = [];
  const sleepUntil = (instant: number) => {
    for (let next = view.next(); next !== null && next < instant; next = view.next()) {
      const found = view.due(next, 3);
      told.push(...(found?.due.flatMap(({ transitions }) => transitions) ?? []));
      found?.floor.settle(found.due);
    }
  };
  for (const batch of batches) {
    const through = batch.floors[0]?.through ?? 0;
    if (clock === 'wall') sleepUntil(batch.floors[0]?.facts[0]?.at ?? 0);
    told.push(...view.fold(batch, { now: through, knownAt: through }));
  }
  if (clock === 'wall') sleepUntil(end);
  else
    told.push(
      ...view.fold({ logId: '0-0', committedAt: 0, floors: [{ floor: 't/f', through: end - 1, facts: [] }] }, { now: end, knownAt: end }),
    );
  return told;
}

const END = T + 10_000;
const sizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 });

it('fires each wait once, if and only if it reached the limit, and ends it if it ended', () => {
  fc.assert(
    fc.property(histories, sizes, fc.constantFrom('wall' as const, 'event' as const), (waits, batching, clock) => {
      const told = run(clock, batchesOf(factsOf(waits), batching), END);
      const expected = waits.flatMap(({ round, from, to }) => {
        const wait = (to ?? END - 1) - from;
        return [
          ...(wait >= limits.warning ? [`fired warning ${round}`] : []),
          ...(wait >= limits.critical ? [`changed critical ${round}`] : []),
          ...(wait >= limits.warning && to !== null ? [`resolved ${round}`] : []),
        ];
      });
      const story = told.map(({ type, alert }) => `${type}${type === 'resolved' ? '' : ` ${alert.severity}`} ${alert.id.split('\n')[2]}`);
      expect(story.sort()).toEqual(expected.sort());
    }),
  );
});

it('is never late nor early when the clock is exact', () => {
  fc.assert(
    fc.property(histories, (waits) => {
      for (const { type, alert } of run('wall', batchesOf(factsOf(waits), [1]), END)) {
        if (type !== 'resolved') expect(alert.firedAt).toBe(alert.dueAt);
      }
    }),
  );
});

it('tells the same on an event-time floor however the facts are batched', () => {
  fc.assert(
    fc.property(histories, sizes, sizes, (waits, one, other) => {
      const facts = factsOf(waits);
      const byAlert = (told: Transition[]) => Map.groupBy(told, ({ alert }) => alert.id);
      expect(byAlert(run('event', batchesOf(facts, one), END))).toEqual(byAlert(run('event', batchesOf(facts, other), END)));
    }),
  );
});

it('sleeps to the earliest deadline of all floors on the wall clock', () => {
  const view = new DeadlineView((about) => about);
  const restore = (id: string, since: number, clock: 'wall' | 'event') =>
    view
      .add({ ...floorOn(clock), id })
      .fold({ type: 'round.opened', at: since, roundId: 'r', conversationId: 'c', customer: '王**', cut }, { now: T, knownAt: T });
  restore('late', T + 50, 'wall');
  restore('early', T + 20, 'wall');
  restore('replayed', T, 'event');
  expect(view.next()).toBe(T + 120);
  const [fired] = view.due(T + 200, 10)?.due ?? [];
  expect(fired?.transitions.map(({ floor, alert }) => [floor, epochMs(alert.dueAt)])).toEqual([
    ['t/early', T + 120],
    ['t/early', T + 200],
  ]);
});

it('goes on waiting for what a snapshot shows waiting, whatever was said of it for a while before', () => {
  const view = new DeadlineView((about) => about);
  const [opened, closed] = factsOf([{ conversation: 'c', round: 'r', from: T, to: T + 50 }]);
  if (!opened || !closed) throw new Error('no facts');
  const waiting = { ...cut, id: 'c', episodeId: 'e', customerId: 'u', customer: '王**', topic: null, orderValue: null, openedAt: T };
  view.add(floorOn('wall'), T + 60).restore({
    conversations: [
      { ...waiting, queuedSince: null, waitingSince: T, roundId: 'r', held: [], lastMessageAt: T, typingAt: null, answered: false },
    ],
    tickets: [],
    alerts: [],
  });
  const past: { retracts?: Fact[]; facts: Fact[] }[] = [
    { facts: [opened, closed] },
    { retracts: [opened, closed], facts: [] },
    { facts: [opened] },
  ];
  for (const batch of past) {
    const told = view.fold(
      { logId: '0-0', committedAt: 0, floors: [{ floor: 't/f', through: T + 60, ...batch }] },
      { now: T + 60, knownAt: T + 60 },
      () => true,
    );
    expect(told).toEqual([]);
  }
  expect(view.next()).toBe(T + limits.warning);
});

it('takes settings that came while the snapshot was read, and none that are older than it', () => {
  const view = new DeadlineView((about) => about);
  view.add({ ...floorOn('wall'), version: 2 });
  const wait: Fact = { type: 'round.opened', at: T, roundId: 'r', conversationId: 'c', customer: '王**', cut };
  const configured = (version: number, warning: number): Fact => {
    const floor = { ...floorOn('wall'), version, limits: { ...base.limits, wait: { warning, critical: 500 } } };
    return { type: 'floor.configured', at: T, floor };
  };
  const fold = (fact: Fact, isPast: boolean) =>
    view.fold(
      { logId: '0-0', committedAt: 0, floors: [{ floor: 't/f', through: T, facts: [fact] }] },
      { now: T, knownAt: T },
      () => isPast,
    );
  fold(wait, false);
  fold(configured(1, 300), true);
  expect(view.next()).toBe(T + limits.warning);
  fold(configured(3, 400), true);
  expect(view.next()).toBe(T + 400);
});
