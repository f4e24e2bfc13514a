import type { Fact, FactBatch, FloorFacts } from '@watchfloor/contracts/fact';
import { defaultFloor } from '@watchfloor/contracts/floor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floorStories } from '../floor/arbitrary-events.ts';
import { emptyFloor } from '../floor/floor-state.ts';
import { asks, clock, replies } from '../floor/given-events.ts';
import { LATENESS_BOUND_MS } from '../floor/lateness.ts';
import { RememberedFloor } from '../floor/remembered-floor.ts';
import { compareTrueOrder } from '../order/true-order.ts';
import { DeadlineView } from './deadline-view.ts';
import type { Transition } from './decide.ts';

const floor = defaultFloor('t', 'f');
const batch = (facts: Partial<FloorFacts>): FactBatch => ({
  logId: '0-0',
  committedAt: 0,
  floors: [{ floor: 't/f', through: 0, facts: [], ...facts }],
});

/** A floor and its deadlines side by side: events in, transitions out. */
function watch() {
  const remembered = new RememberedFloor(emptyFloor(floor));
  const view = new DeadlineView((about) => about);
  view.add(floor);
  const told: Transition[] = [];
  const fires = (now: number) => {
    for (let found = view.due(now, 10); found; found = view.due(now, 10)) {
      told.push(...found.due.flatMap(({ transitions }) => transitions));
      found.floor.settle(found.due);
    }
  };
  return {
    told,
    fires,
    takes(...events: Parameters<RememberedFloor['take']>[0]) {
      const { retracts, facts } = remembered.take(events);
      told.push(...view.fold(batch({ retracts, facts }), { now: Math.max(...events.map((event) => event.received)), knownAt: 0 }));
    },
    waiting: () => view.floor('t/f')?.waiting ?? 0,
    next: () => view.next(),
    brief: () => told.map(({ type, alert }) => [type, alert.severity, alert.reason]),
  };
}

describe('facts taken back', () => {
  it('a reply that arrives late, from before the limit, withdraws the alert', () => {
    const world = watch();
    world.takes(asks('10:00:00'));
    world.fires(clock('10:01:40'));
    world.takes(replies('10:01:00', 'A', { received: clock('10:02:00') }));
    expect(world.brief()).toEqual([
      ['fired', 'warning', null],
      ['resolved', 'warning', 'withdrawn'],
    ]);
    expect(world.next()).toBeNull();
  });

  it('a question that arrives late, before the one that opened the round, begins the wait earlier', () => {
    const world = watch();
    world.takes(asks('10:01:00', { id: 'second' }));
    world.takes(asks('10:00:00', { id: 'first', received: clock('10:01:30') }));
    expect(world.next()).toBe(clock('10:01:40'));
    expect(world.waiting()).toBe(1);
    expect(world.told).toEqual([]);
  });

  it('a question that arrives late, after the reply that was thought to be the last word, waits from its own time', () => {
    const world = watch();
    world.takes(asks('10:00:00'), replies('10:00:10', 'A'));
    world.takes(asks('10:00:20', { id: 'again', received: clock('10:00:40') }));
    expect(world.next()).toBe(clock('10:02:00'));
  });

  it('an end that is taken back makes the round go on', () => {
    const world = watch();
    const opened: Fact = {
      type: 'round.opened',
      at: 0,
      roundId: 'r',
      conversationId: 'c',
      customer: '王**',
      cut: { agentId: null, teamId: null, shopId: null, channel: null },
    };
    const closed: Fact = {
      ...opened,
      type: 'round.closed',
      at: 50,
      openedAt: 0,
      outcome: 'replied',
      by: 'agent',
      customerWaitMs: 50,
      agentWaitMs: 50,
      held: [],
      filler: false,
    };
    const view = new DeadlineView((about) => about);
    view.add(floor);
    view.fold(batch({ facts: [opened, closed] }), { now: 50, knownAt: 50 });
    expect(view.next()).toBeNull();
    view.fold(batch({ retracts: [closed] }), { now: 60, knownAt: 60 });
    expect(view.next()).toBe(floor.limits.wait.warning);
    expect(world.told).toEqual([]);
  });
});

it('whatever the order of arrival, what waits in the end is what waits in true order', () => {
  const from = Date.parse('2026-11-11T08:00:00Z');
  const story = floorStories({ from, gapMs: 20_000, maxLength: 80 });
  const delays = fc.array(fc.oneof(fc.constant(0), fc.nat(LATENESS_BOUND_MS)), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(story, delays, (events, late) => {
      const inOrder = watch();
      for (const event of events.toSorted(compareTrueOrder)) inOrder.takes(event);
      const arrived = events.map((event, index) => ({ ...event, received: event.time + (late[index % late.length] ?? 0) }));
      const shuffled = watch();
      for (const event of arrived.toSorted((a, b) => a.received - b.received)) shuffled.takes(event);
      expect([shuffled.waiting(), shuffled.next()]).toEqual([inOrder.waiting(), inOrder.next()]);
    }),
    { numRuns: 150 },
  );
});
