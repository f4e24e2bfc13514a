import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact } from '@watchfloor/contracts/fact';
import { defaultFloor } from '@watchfloor/contracts/floor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { liveAgent } from '../agent/agent-state.ts';
import { compareTrueOrder } from '../order/true-order.ts';
import { floorStories } from './arbitrary-events.ts';
import { accountMaps } from './arbitrary-map.ts';
import { emptyFloor, type FloorState } from './floor-state.ts';
import { LATENESS_BOUND_MS } from './lateness.ts';
import { RememberedFloor } from './remembered-floor.ts';

const FROM = Date.parse('2026-11-11T08:00:00Z');

/** What facts come to once everything retracted is taken out again; present states apart, which are never retracted. */
class Account {
  readonly facts = new Map<string, number>();

  add({ retracts, facts }: { retracts: Fact[]; facts: Fact[] }): void {
    for (const fact of retracts) this.#count(fact, -1);
    for (const fact of facts) this.#count(fact, 1);
  }

  #count(fact: Fact, sign: 1 | -1): void {
    if (/\.(changed|removed|configured)$/.test(fact.type)) return;
    bump(this.facts, JSON.stringify(fact), sign);
  }
}

function bump(counts: Map<string, number>, key: string, n: number): void {
  const next = (counts.get(key) ?? 0) + n;
  if (next === 0) counts.delete(key);
  else counts.set(key, next);
}

/** A floor's state in an order that does not depend on how it came to be. Closed and resolved subjects and counters included. */
function picture({ through, counters, conversations, tickets, agents }: FloorState) {
  const sorted = (map: ReadonlyMap<string, unknown>) => [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const involvedSorted = sorted(conversations).map(([id, kept]) => [
    id,
    JSON.parse(JSON.stringify(kept, (key, value) => (key === 'involved' || key === 'heldMs' ? [...value].sort() : value))),
  ]);
  return JSON.parse(
    JSON.stringify({
      through,
      counters,
      conversations: involvedSorted,
      tickets: sorted(tickets),
      agents: sorted(new Map([...agents].flatMap(([id, agent]) => [[id, liveAgent(agent)] as const]))),
    }),
  ) as unknown;
}

/** The same events as they might arrive: each up to the lateness bound after its time, in order of arrival. */
const arrivals = (events: LoggedEvent[], delays: number[]): LoggedEvent[] =>
  events
    .map((event, index) => ({ ...event, received: event.time + (delays[index % Math.max(1, delays.length)] ?? 0) }))
    .toSorted((a, b) => a.received - b.received);

function cutUp<T>(items: T[], sizes: number[]): T[][] {
  const parts: T[][] = [];
  for (let from = 0, i = 0; from < items.length; i++) {
    const size = Math.max(1, sizes[i % Math.max(1, sizes.length)] ?? 1);
    parts.push(items.slice(from, from + size));
    from += size;
  }
  return parts;
}

const story = floorStories({ from: FROM, gapMs: 30_000, maxLength: 120 });
/** Half of the floors have an account map, with tenures that begin and end on the way. */
const maps = fc.oneof(fc.constant(null), accountMaps({ from: FROM, lengthMs: 1_800_000 }));
const delays = fc.array(fc.oneof(fc.constant(0), fc.nat(LATENESS_BOUND_MS)), { minLength: 1, maxLength: 40, size: 'max' });
const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 20, size: 'max' });

describe('any order of arrival within the lateness bound', () => {
  test('ends in the state and the facts of the true order', () => {
    fc.assert(
      fc.property(story, delays, sizes, fc.array(fc.nat(200), { maxLength: 5 }), maps, (events, late, parts, restarts, map) => {
        const inOrder = new RememberedFloor(emptyFloor(defaultFloor('t', 'f')));
        const expected = new Account();
        if (map) inOrder.take(map.events);
        for (const event of events.toSorted(compareTrueOrder)) expected.add(inOrder.take([event]));

        const shuffled = new RememberedFloor(emptyFloor(defaultFloor('t', 'f')));
        const account = new Account();
        if (map) shuffled.take(map.events);
        for (const [index, batch] of cutUp(arrivals(events, late), parts).entries()) {
          if (restarts.includes(index)) shuffled.restart();
          account.add(shuffled.take(batch));
        }
        expect(picture(shuffled.state)).toEqual(picture(inOrder.state));
        expect(account.facts).toEqual(expected.facts);
      }),
      { numRuns: 300 },
    );
  });

  test('a batch of hours, as after an outage of the keeper, says what single events say', () => {
    fc.assert(
      fc.property(floorStories({ from: FROM, gapMs: 600_000, maxLength: 120 }), maps, (events, map) => {
        const [single, whole] = [new Account(), new Account()];
        const [floor, other] = [
          new RememberedFloor(emptyFloor(defaultFloor('t', 'f'))),
          new RememberedFloor(emptyFloor(defaultFloor('t', 'f'))),
        ];
        if (map) for (const each of [floor, other]) each.take(map.events);
        for (const event of events.toSorted(compareTrueOrder)) single.add(floor.take([event]));
        whole.add(other.take(events.toSorted(compareTrueOrder)));
        expect(whole.facts).toEqual(single.facts);
      }),
      { numRuns: 50 },
    );
  });

  test('never retracts what was not said, though accounts are mapped on the way', () => {
    fc.assert(
      fc.property(story, delays, sizes, maps, fc.nat(20), (events, late, parts, map, mappedAt) => {
        const floor = new RememberedFloor(emptyFloor(defaultFloor('t', 'f')));
        const account = new Account();
        for (const [index, batch] of cutUp(arrivals(events, late), parts).entries()) {
          if (map && index === mappedAt) account.add(floor.take(map.events));
          account.add(floor.take(batch));
          expect([...account.facts.values()].filter((n) => n < 0)).toEqual([]);
        }
      }),
      { numRuns: 100 },
    );
  });
});
