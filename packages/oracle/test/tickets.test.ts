import { defaultFloor } from '@watchfloor/contracts/floor';
import { instantOf } from '@watchfloor/contracts/instant';
import { floorStories } from '@watchfloor/core/floor/arbitrary-events';
import { emptyFloor } from '@watchfloor/core/floor/floor-state';
import { LATENESS_BOUND_MS } from '@watchfloor/core/floor/lateness';
import { RememberedFloor } from '@watchfloor/core/floor/remembered-floor';
import { FloorView } from '@watchfloor/core/live/floor-view';
import { agentRow, departmentRow, floorRow, subjectRow } from '@watchfloor/core/live/rows';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type OpenTicket, openTickets } from '../src/tickets.ts';

const FROM = Date.parse('2026-11-11T08:00:00Z');
const IDLE_MS = 600_000;
const entry = { ...defaultFloor('t', 'f'), limits: { ...defaultFloor('t', 'f').limits, idleTicket: IDLE_MS } };

const stories = floorStories({ from: FROM, gapMs: 60_000, maxLength: 250 }).map((events) =>
  events.filter(({ type }) => type.startsWith('ticket.')),
);
const ways = fc.record({
  delays: fc.array(fc.oneof(fc.constant(0), fc.nat(LATENESS_BOUND_MS)), { minLength: 1, maxLength: 20 }),
  size: fc.integer({ min: 1, max: 6 }),
});

const oldest = (instants: number[]): string | null => (instants.length === 0 ? null : instantOf(Math.min(...instants)));

function figuresOf(tickets: OpenTicket[], now: number) {
  const untouched = tickets.flatMap(({ untouchedSince }) => untouchedSince ?? []);
  return {
    unhandledTickets: untouched.length,
    oldestTicketSince: oldest(untouched),
    idleTickets: tickets.filter(({ waiting, lastActionAt }) => waiting === null && now - lastActionAt >= IDLE_MS).length,
  };
}

test('the tickets on the board are those that are found by looking at all events of each, however these arrive', () => {
  fc.assert(
    fc.property(stories, ways, (events, { delays, size }) => {
      const arrived = events
        .map((event, index) => ({ ...event, received: event.time + (delays[index % delays.length] ?? 0) }))
        .toSorted((a, b) => a.received - b.received);
      const floor = new RememberedFloor(emptyFloor(entry));
      const view = new FloorView(entry);
      for (let at = 0; at < arrived.length; at += size) for (const fact of floor.take(arrived.slice(at, at + size)).facts) view.fold(fact);

      const tickets = openTickets(arrived);
      const now = floor.state.through;
      const asked = { view, window: '5m' as const, now };
      expect(floorRow(asked)).toMatchObject(figuresOf(tickets, now));
      for (const id of new Set(tickets.flatMap(({ agentId }) => agentId ?? [])))
        expect(agentRow(id, asked)).toMatchObject(
          figuresOf(
            tickets.filter(({ agentId }) => agentId === id),
            now,
          ),
        );
      for (const id of new Set(tickets.flatMap(({ teamId }) => teamId ?? [])))
        expect(subjectRow(`t:${id}`, asked)).toMatchObject(
          figuresOf(
            tickets.filter(({ teamId }) => teamId === id),
            now,
          ),
        );
      const waiting = Map.groupBy(
        tickets.flatMap((ticket) => ticket.waiting ?? []),
        ({ department }) => department,
      );
      expect([...view.departments.keys()].sort()).toEqual([...waiting.keys()].sort());
      for (const [id, all] of waiting)
        expect(departmentRow(id, asked)).toMatchObject({ waiting: all.length, oldestSince: oldest(all.map(({ since }) => since)) });
    }),
    { numRuns: 400 },
  );
});
