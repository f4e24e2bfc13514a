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

// Without it a list of up to 120 is one of up to 10.
fc.configureGlobal({ baseSize: 'xlarge' });
const FROM = Date.parse('2026-11-11T08:00:00Z');
const story = floorStories({ from: FROM, gapMs: 30_000, maxLength: 120 });
const delays = fc.array(fc.oneof(fc.constant(0), fc.nat(LATENESS_BOUND_MS)), { minLength: 1, maxLength: 40 });

/** The same events as they might arrive: each up to the lateness bound after its time. */
const arrivals = (events: LoggedEvent[], late: number[]): LoggedEvent[] =>
  events
    .map((event, index) => ({ ...event, received: event.time + (late[index % late.length] ?? 0) }))
    .toSorted((a, b) => a.received - b.received);

/** The tables after what a keeper says of some batches of events. */
function tablesOf(batches: LoggedEvent[][], transactions = [1]): Map<string, unknown> {
  const floor = new RememberedFloor(emptyFloor(defaultFloor('t', 'f')));
  const told = batches.map((events) => {
    const { retracts, facts } = floor.take(events);
    return { retracts, facts };
  });
  const tables = new Tables();
  for (const entries of cutUp(entriesOf(told, FLOOR), transactions)) tables.write(entries);
  return tables.figures();
}
const inOrder = (events: LoggedEvent[]) => tablesOf(events.toSorted(compareTrueOrder).map((event) => [event]));

test('whatever the order of arrival, the rows are those of the true order', () => {
  fc.assert(
    fc.property(story, delays, cuts, cuts, (events, late, commits, transactions) => {
      const rows = tablesOf(cutUp(arrivals(events, late), commits), transactions);
      expect(rows).toEqual(inOrder(events));
    }),
    { numRuns: 300 },
  );
});

// A message that tells more of an episode takes back what was said of its beginning and says it anew.
test('an episode keeps its beginning when the message that told more of it turns out to be of the next one', () => {
  const at = (ms: number) => ({ floor: 't/f', source: '/chat', subject: 'c1', time: FROM + ms, received: FROM + ms });
  const sent: LoggedEvent = { ...at(0), id: 'e0', type: 'message.sent', data: { from: 'agent', agentId: 'A' } };
  const closed: LoggedEvent = { ...at(5), id: 'e1', type: 'conversation.closed', data: {} };
  const received: LoggedEvent = { ...at(9), id: 'e2', type: 'message.received', data: { customerId: 'u1', channel: 'tmall' } };
  expect(tablesOf([[sent], [received], [closed]])).toEqual(inOrder([sent, closed, received]));
});
