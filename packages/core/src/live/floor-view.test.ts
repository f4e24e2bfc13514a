import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact } from '@watchfloor/contracts/fact';
import { defaultFloor } from '@watchfloor/contracts/floor';
import { WindowName } from '@watchfloor/contracts/live';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { liveAgent } from '../agent/agent-state.ts';
import { liveConversation } from '../conversation/state.ts';
import { floorStories } from '../floor/arbitrary-events.ts';
import { emptyFloor } from '../floor/floor-state.ts';
import { RememberedFloor } from '../floor/remembered-floor.ts';
import { countCode } from '../window/codes.ts';
import type { SubjectKey } from '../window/subject.ts';
import { FloorView } from './floor-view.ts';
import { agentRow, floorRow, subjectRow, ticketRow, waitingRow } from './rows.ts';

const FROM = Date.parse('2026-11-11T08:00:00Z');
const floor = defaultFloor('t', 'f');
const WINDOWS = WindowName.options;

function evolveAll(events: LoggedEvent[]) {
  const remembered = new RememberedFloor(emptyFloor(floor));
  const facts = events.flatMap((event) => remembered.take([event]).facts);
  const statesOf = <T>(kept: Map<string, { state: T | null }>) =>
    new Map([...kept].flatMap(([id, { state }]) => (state ? [[id, state] as const] : [])));
  const { conversations, tickets, agents } = remembered.state;
  return { state: { conversations: statesOf(conversations), tickets: statesOf(tickets), agents }, facts };
}

function fold(view: FloorView, facts: Fact[]): FloorView {
  for (const fact of facts) {
    view.fold(fact);
    view.foldWindows(fact);
  }
  return view;
}

/** Everything that a board shows of a view, in an order that does not depend on how it came to be. */
function picture(view: FloorView, now: number) {
  view.advance(now);
  return WINDOWS.map((window) => {
    const asked = { view, window, now };
    return {
      floor: floorRow(asked),
      subjects: [...view.subjects.keys()]
        .filter((key) => view.isShown(key))
        .toSorted()
        .map((key) => (key.startsWith('a:') ? agentRow(key.slice(2), asked) : subjectRow(key, asked))),
      waiting: [...view.conversations.keys()].toSorted().map((id) => waitingRow(view.conversations.get(id) ?? never(), asked)),
      tickets: [...view.tickets.keys()].toSorted().map((id) => ticketRow(view.tickets.get(id) ?? never(), asked)),
    };
  });
}

const never = (): never => {
  throw new Error('it was there a moment ago');
};

describe('a floor view', () => {
  test('is the same however the facts come in batches and however often it is looked at', () => {
    fc.assert(
      fc.property(floorStories({ from: FROM }), fc.array(fc.nat(400_000), { maxLength: 10 }), (events, looks) => {
        const { facts } = evolveAll(events);
        const end = (events.at(-1)?.time ?? FROM) + 1;
        const atOnce = fold(new FloorView(floor), facts);
        const watched = new FloorView(floor);
        for (const [index, fact] of facts.entries()) {
          watched.advance(Math.min(fact.at, end) - (looks[index % (looks.length || 1)] ?? 0));
          fold(watched, [fact]);
        }
        expect(picture(watched, end)).toEqual(picture(atOnce, end));
      }),
    );
  });

  test('started from a snapshot at any moment and folded on, it equals one that saw everything', () => {
    fc.assert(
      fc.property(floorStories({ from: FROM }), fc.nat(80), (events, cut) => {
        const before = evolveAll(events.slice(0, cut));
        const all = evolveAll(events);
        const end = (events.at(-1)?.time ?? FROM) + 1;
        const joined = new FloorView(floor);
        for (const agent of before.state.agents.values()) {
          const live = liveAgent(agent);
          if (live) joined.putAgent(live);
        }
        for (const conversation of before.state.conversations.values()) {
          const live = liveConversation(conversation);
          if (live) joined.putConversation(live);
        }
        for (const ticket of before.state.tickets.values()) joined.putTicket(ticket);
        for (const fact of before.facts) joined.foldWindows(fact);
        fold(joined, all.facts.slice(before.facts.length));
        expect(picture(joined, end)).toEqual(picture(fold(new FloorView(floor), all.facts), end));
      }),
    );
  });

  test('has no row for a team that its last agent has left, but while the day has a figure of it', () => {
    const view = new FloorView(floor);
    const agent = (teamId: string) => ({ id: 'A', name: 'A', teamId, status: null, statusSince: null, capacity: null });
    view.putAgent(agent('t1'));
    view.takeChanges();
    view.windows.putBucket('t:t1', FROM / 1000, [64, countCode('resolved'), 1]);
    view.putAgent(agent('t2'));
    const shown = () => ['t:t1', 't:t2', 'a:A', 'a:B', 's:s1'].filter((key) => view.isShown(key as SubjectKey));
    view.advance(FROM);
    expect(shown()).toEqual(['t:t1', 't:t2', 'a:A']);
    expect([...view.takeChanges().subjects]).toEqual(expect.arrayContaining(['t:t1', 't:t2']));
    // In Shanghai the day has turned.
    view.advance(FROM + 8 * 3_600_000);
    expect(shown()).toEqual(['t:t2', 'a:A']);
    expect([...view.takeChanges().subjects]).toContain('t:t1');
  });

  test('counts what a plain look over the floor counts', () => {
    fc.assert(
      fc.property(floorStories({ from: FROM }), fc.nat(3_600_000), (events, later) => {
        const { state, facts } = evolveAll(events);
        const now = (events.at(-1)?.time ?? FROM) + later;
        const view = fold(new FloorView(floor), facts);
        view.advance(now);
        const open = [...state.conversations.values()].filter((conversation) => conversation.phase === 'open');
        const waits = open.flatMap(({ round }) => (round ? [now - round.openedAt] : []));
        const held = open.filter(({ hold }) => hold !== null);
        const dormant = held.filter(({ round, lastMessageAt }) => round === null && now - lastMessageAt >= 1_800_000);
        const replied = facts.filter((fact) => fact.type === 'round.closed').filter(({ outcome }) => outcome === 'replied');
        const to = Math.floor(now / 1000) * 1000 + 1000;
        const inHour = replied.filter(({ at }) => at >= to - 3_600_000 && at < to);
        expect(floorRow({ view, window: '1h', now })).toMatchObject({
          open: held.length - dormant.length,
          dormant: dormant.length,
          waiting: waits.length,
          longestWaitMs: waits.length === 0 ? null : Math.max(...waits),
          overdue: waits.filter((wait) => wait >= 180_000).length,
          savable: waits.filter((wait) => wait >= 100_000 && wait < 180_000).length,
          queued: open.filter(({ queuedSince }) => queuedSince !== null).length,
          unhandledTickets: [...state.tickets.values()].filter(({ untouchedSince }) => untouchedSince !== null).length,
          response: { count: inHour.length },
        });
        expect(open.every(({ hold, queuedSince }) => hold === null || queuedSince === null)).toBe(true);
      }),
    );
  });
});
