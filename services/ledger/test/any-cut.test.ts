import type { LoggedEvent } from '@watchfloor/contracts/event';
import { defaultFloor } from '@watchfloor/contracts/floor';
import { floorStories } from '@watchfloor/core/floor/arbitrary-events';
import { emptyFloor } from '@watchfloor/core/floor/floor-state';
import { LATENESS_BOUND_MS } from '@watchfloor/core/floor/lateness';
import { RememberedFloor } from '@watchfloor/core/floor/remembered-floor';
import { compareTrueOrder } from '@watchfloor/core/order/true-order';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cuts, stories } from './arbitrary-batches.ts';
import { FLOOR } from './facts.ts';
import { cutUp, entriesOf, Tables } from './tables.ts';

test('however batches are cut into transactions, the rows of the facts that stand are there, and no others', () => {
  fc.assert(
    fc.property(stories, cuts, ({ batches, standing }, sizes) => {
      const tables = new Tables();
      for (const entries of cutUp(entriesOf(batches, FLOOR), sizes)) tables.write(entries);
      expect(tables.figures()).toEqual(new Tables().write(entriesOf([{ facts: standing }], FLOOR)).figures());
    }),
    { numRuns: 1_000 },
  );
});

const story = floorStories({ from: Date.parse('2026-11-11T08:00:00Z'), gapMs: 30_000, maxLength: 120 });
const delays = fc.array(fc.oneof(fc.constant(0), fc.nat(LATENESS_BOUND_MS)), { minLength: 1, maxLength: 40 });

/** The same events as they might arrive: each up to the lateness bound after its time. */
const arrivals = (events: LoggedEvent[], late: number[]): LoggedEvent[] =>
  events
    .map((event, index) => ({ ...event, received: event.time + (late[index % late.length] ?? 0) }))
    .toSorted((a, b) => a.received - b.received);

/** What a keeper says of some batches of events. */
function told(batches: LoggedEvent[][]) {
  const floor = new RememberedFloor(emptyFloor(defaultFloor('t', 'f')));
  return batches.map((events) => {
    const { retracts, facts } = floor.take(events);
    return { retracts, facts };
  });
}

test('whatever the order of arrival, the rows are those of the true order', () => {
  fc.assert(
    fc.property(story, delays, cuts, cuts, (events, late, commits, transactions) => {
      const tables = new Tables();
      for (const entries of cutUp(entriesOf(told(cutUp(arrivals(events, late), commits)), FLOOR), transactions)) tables.write(entries);
      const inOrder = told(events.toSorted(compareTrueOrder).map((event) => [event]));
      expect(tables.figures()).toEqual(new Tables().write(entriesOf(inOrder, FLOOR)).figures());
    }),
    { numRuns: 500 },
  );
});
