import type { Alert } from '@watchfloor/contracts/alert';
import type { Cut, Fact, LiveConversation } from '@watchfloor/contracts/fact';
import { defaultFloor, type FloorEntry } from '@watchfloor/contracts/floor';
import { epochMs } from '@watchfloor/contracts/instant';
import { OfficeHours } from '@watchfloor/contracts/schedule';
import { describe, expect, it } from 'vitest';
import { FloorDeadlines } from './floor-deadlines.ts';

const T = 1_000_000_000_000;
const WARNING = 100_000;
const CRITICAL = 180_000;
const cut: Cut = { agentId: 'a1', teamId: 'pre', shopId: null, channel: 'tmall' };
const wallFloor = defaultFloor('t', 'demo');
const eventFloor: FloorEntry = { ...wallFloor, clock: 'event' };

const opened = (at: number, round = 'r1'): Fact => ({
  type: 'round.opened',
  at,
  roundId: round,
  conversationId: 'c1',
  customer: '王**',
  cut,
});
const closed = (at: number, openedAt: number, outcome: 'replied' | 'withdrawn' | 'unanswered' = 'replied', round = 'r1'): Fact => ({
  type: 'round.closed',
  at,
  roundId: round,
  conversationId: 'c1',
  customer: '王**',
  openedAt,
  outcome,
  by: 'agent',
  customerWaitMs: at - openedAt,
  agentWaitMs: at - openedAt,
  held: [],
  filler: false,
  cut,
});
const untouched = (at: number, kind: string | null): Fact => ({ type: 'ticket.untouched', at, ticketId: 'k1', kind, cut });
const touched = (at: number, since: number, how: 'touched' | 'resolved' | 'waiting'): Fact => ({
  type: 'ticket.touched',
  at,
  ticketId: 'k1',
  how,
  untouchedSince: since,
  kind: null,
  cut,
});
const live: LiveConversation = {
  ...cut,
  id: 'c1',
  episodeId: 'e1',
  customerId: 'u1',
  customer: '王**',
  topic: null,
  orderValue: null,
  openedAt: T,
  queuedSince: null,
  waitingSince: T,
  roundId: 'r1',
  held: [],
  lastMessageAt: T,
  typingAt: null,
  answered: false,
};

/** A floor on the wall clock, with what it told in short. */
function given(floor: FloorEntry = wallFloor) {
  const deadlines = new FloorDeadlines(floor, 0, (about) => about);
  const told: { type: string; alert: Alert }[] = [];
  const note = (transitions: { type: string; alert: Alert }[]) => {
    told.push(...transitions);
    return world;
  };
  const world = {
    deadlines,
    facts: (now: number, ...facts: Fact[]) => note(facts.flatMap((fact) => deadlines.fold(fact, { now, knownAt: now }))),
    advance: (through: number) => note(deadlines.advance(through)),
    clock(now: number) {
      const due = deadlines.due(now, 100);
      deadlines.settle(due);
      return note(due.flatMap(({ transitions }) => transitions));
    },
    alerts: () => told.map(({ alert }) => alert),
    story: () => told.map(({ type, alert }) => [type, alert.severity, ...(alert.reason ? [alert.reason] : [])].join(' ')),
  };
  return world;
}

describe('a round of a shop whose platform limits first replies', () => {
  const shop = { ...cut, shopId: 's-jd' };
  const floor: FloorEntry = { ...wallFloor, zone: 'UTC', shops: [{ id: 's-jd', profile: 'jd' }] };
  const at = Date.parse('2026-11-11T10:00:00Z');
  const begins: Fact = { type: 'round.opened', at, roundId: 'r9', conversationId: 'c9', customer: '王**', first: true, cut: shop };

  it('fires at 20 s and at 30 s while no human has replied, and as the floor says afterwards', () => {
    expect(
      given(floor)
        .facts(at, begins)
        .clock(at + 20_000)
        .clock(at + 30_000)
        .story(),
    ).toEqual(['fired warning', 'changed critical']);
    const { first: _, ...later } = begins;
    expect(given(floor).facts(at, later).deadlines.next()).toBe(at + WARNING);
  });

  it('fires in the same way once it is read from a snapshot, or its shop becomes known', () => {
    const waits = { ...live, id: 'c9', waitingSince: at, roundId: 'r9', ...shop };
    const restored = given(floor);
    restored.deadlines.restore({ conversations: [waits], tickets: [], alerts: [] });
    expect(restored.deadlines.next()).toBe(at + 20_000);
    const told = given(floor).facts(at, { ...begins, cut });
    expect(told.deadlines.next()).toBe(at + WARNING);
    expect(told.facts(at, { type: 'conversation.changed', at, conversation: waits }).deadlines.next()).toBe(at + 20_000);
  });
});

describe('an open round', () => {
  it('fires at the warning limit, not a millisecond before', () => {
    const floor = given().facts(T, opened(T));
    expect(floor.deadlines.next()).toBe(T + WARNING);
    expect(floor.clock(T + WARNING - 1).story()).toEqual([]);
    expect(floor.clock(T + WARNING).story()).toEqual(['fired warning']);
  });

  it('tells of the wait as of the instant it fired', () => {
    const [alert] = given()
      .facts(T, opened(T), { type: 'conversation.changed', at: T, conversation: live })
      .clock(T + WARNING + 3)
      .alerts();
    expect(alert).toMatchObject({
      floor: 'demo',
      rule: 'late reply',
      metric: 'wait',
      state: 'firing',
      subject: { kind: 'conversation', id: 'c1', name: '王**' },
      agentId: 'a1',
      limit: WARNING,
      value: WARNING + 3,
    });
    expect(epochMs(alert?.dueAt ?? '')).toBe(T + WARNING);
    expect(epochMs(alert?.firedAt ?? '')).toBe(T + WARNING + 3);
  });

  it('becomes critical as the same alert and ends with the reply', () => {
    const floor = given()
      .facts(T, opened(T))
      .clock(T + WARNING)
      .clock(T + CRITICAL)
      .facts(T + CRITICAL + 500, closed(T + CRITICAL + 500, T));
    expect(floor.story()).toEqual(['fired warning', 'changed critical', 'resolved critical replied']);
    expect(new Set(floor.alerts().map(({ id }) => id)).size).toBe(1);
    expect(floor.deadlines.waiting).toBe(0);
  });

  it('fires nothing when it is answered in time', () => {
    const floor = given()
      .facts(T, opened(T), closed(T + WARNING - 1, T))
      .clock(T + CRITICAL);
    expect(floor.story()).toEqual([]);
  });

  it('has missed the limit when the reply comes exactly at it', () => {
    expect(
      given()
        .facts(T, opened(T), closed(T + WARNING, T))
        .story(),
    ).toEqual(['fired warning', 'resolved warning replied']);
  });

  it('is told even when it breached and ended within one batch', () => {
    const floor = given().facts(T + 200_000, opened(T), closed(T + 200_000, T, 'unanswered'));
    expect(floor.story()).toEqual(['fired warning', 'changed critical', 'resolved critical unanswered']);
  });

  it('is told when all that was seen of it is its end', () => {
    expect(
      given()
        .deadlines.foldPast(closed(T + 130_000, T), { now: T + 130_000, knownAt: T + 130_000 })
        .map(({ type }) => type),
    ).toEqual(['fired', 'resolved']);
  });

  it('is withdrawn when a reply from before the limit comes to light', () => {
    const floor = given()
      .facts(T, opened(T))
      .clock(T + WARNING)
      .facts(T + WARNING + 50, closed(T + WARNING - 10, T));
    expect(floor.story()).toEqual(['fired warning', 'resolved warning withdrawn']);
  });

  it('was knowable only when its opening came in', () => {
    const late = T + WARNING + 40_000;
    const [alert] = given().facts(late, opened(T)).clock(late).alerts();
    expect(epochMs(alert?.dueAt ?? '')).toBe(T + WARNING);
    expect(epochMs(alert?.knownAt ?? '')).toBe(late);
  });

  it('stays due while it cannot be written', () => {
    const { deadlines } = given().facts(T, opened(T));
    deadlines.putBack(deadlines.due(T + WARNING + 1, 10));
    expect(deadlines.next()).toBe(T + WARNING);
    const [due] = deadlines.due(T + WARNING + 5, 10);
    expect(due?.noticedAt).toBe(T + WARNING + 1);
    expect(due?.transitions).toHaveLength(1);
  });
});

describe('an untouched ticket', () => {
  it('has the tighter limits of a complaint', () => {
    expect(given().facts(T, untouched(T, 'complaint')).deadlines.next()).toBe(T + 900_000);
    expect(given().facts(T, untouched(T, 'refund')).deadlines.next()).toBe(T + 7_200_000);
  });

  it('ends with the reason when it is touched, resolved or waits on a department', () => {
    for (const how of ['touched', 'resolved', 'waiting'] as const) {
      const floor = given()
        .facts(T, untouched(T, 'complaint'))
        .clock(T + 900_000)
        .facts(T + 900_500, touched(T + 900_500, T, how));
      expect(floor.story()).toEqual(['fired warning', `resolved warning ${how}`]);
    }
  });

  it('is another alert when it is reopened', () => {
    const floor = given()
      .facts(T, untouched(T, 'complaint'))
      .clock(T + 900_000)
      .facts(T + 900_500, touched(T + 900_500, T, 'resolved'), untouched(T + 1_000_000, 'complaint'))
      .clock(T + 1_900_000);
    expect(floor.story()).toEqual(['fired warning', 'resolved warning resolved', 'fired warning']);
    expect(new Set(floor.alerts().map(({ id }) => id)).size).toBe(2);
  });
});

describe('an untouched ticket of a floor with office hours', () => {
  const at = (text: string) => Date.parse(`${text}+08:00`);
  const span = [{ from: '09:00', to: '18:00' }];
  const workdays = OfficeHours.parse({ mon: span, tue: span, wed: span, thu: span, fri: span });
  const office: FloorEntry = { ...wallFloor, officeHours: workdays };
  const friday = at('2026-11-13T17:00');

  it('has 2 and 4 hours of business time, over a weekend', () => {
    const floor = given(office).facts(friday, untouched(friday, 'refund'));
    expect(floor.deadlines.next()).toBe(at('2026-11-16T10:00'));
    floor.clock(at('2026-11-16T10:00'));
    expect(floor.deadlines.next()).toBe(at('2026-11-16T12:00'));
    floor.clock(at('2026-11-16T12:00')).facts(at('2026-11-16T12:01'), touched(at('2026-11-16T12:01'), friday, 'touched'));
    expect(floor.story()).toEqual(['fired warning', 'changed critical', 'resolved critical touched']);
    expect(floor.alerts()[0]).toMatchObject({ dueAt: '2026-11-16T02:00:00.000Z', limit: at('2026-11-16T10:00') - friday });
  });

  it('is due in plain time when it is a complaint', () => {
    const complaint = given(office).facts(friday, untouched(friday, 'complaint'));
    expect(complaint.deadlines.next()).toBe(friday + 900_000);
  });

  it('is due anew when the office hours change', () => {
    const saturday = OfficeHours.parse({ ...workdays, sat: span });
    const later: FloorEntry = { ...office, officeHours: saturday, version: 2 };
    const floor = given(office)
      .facts(friday, untouched(friday, null))
      .facts(friday + 1, { type: 'floor.configured', at: friday + 1, floor: later });
    expect(floor.deadlines.next()).toBe(at('2026-11-14T10:00'));
    floor.facts(friday + 2, { type: 'floor.configured', at: friday + 2, floor: { ...later, officeHours: null, version: 3 } });
    expect(floor.deadlines.next()).toBe(friday + 7_200_000);
  });
});

describe('a changed limit', () => {
  const limits = { ...wallFloor.limits, wait: { warning: 20_000, critical: 60_000 } };

  it('holds for those still waiting, knowable from the change', () => {
    const floor = given()
      .facts(T, opened(T))
      .facts(T + 30_000, { type: 'floor.configured', at: T + 30_000, floor: { ...wallFloor, limits } })
      .clock(T + 30_001);
    expect(floor.story()).toEqual(['fired warning']);
    expect(epochMs(floor.alerts()[0]?.knownAt ?? '')).toBe(T + 30_000);
    expect(floor.deadlines.next()).toBe(T + 60_000);
  });

  it('leaves out a warning that is not below the critical limit', () => {
    const floor = given({ ...wallFloor, limits: { ...limits, wait: { warning: 60_000, critical: 60_000 } } });
    expect(
      floor
        .facts(T, opened(T))
        .clock(T + 60_000)
        .story(),
    ).toEqual(['fired critical']);
  });
});

describe('an event-time floor', () => {
  it('fires at the deadline itself when its time has passed it, whatever the wall clock', () => {
    const floor = given(eventFloor)
      .facts(T * 2, opened(T))
      .advance(T + 170_000);
    expect(floor.story()).toEqual(['fired warning']);
    expect(epochMs(floor.alerts()[0]?.firedAt ?? '')).toBe(T + WARNING);
    expect(floor.deadlines.due(T * 3, 10)).toEqual([]);
  });
});

describe('a restored floor', () => {
  const active = () =>
    given()
      .facts(T, opened(T))
      .clock(T + WARNING)
      .alerts();

  it('goes on with an alert that is active', () => {
    const floor = given();
    floor.deadlines.restore({ conversations: [live], tickets: [], alerts: active() });
    expect(floor.deadlines.endUnmet(T)).toEqual([]);
    expect(floor.clock(T + CRITICAL).story()).toEqual(['changed critical']);
  });

  it('ends an alert whose round is gone without a trace', () => {
    const { deadlines } = given();
    deadlines.restore({ conversations: [], tickets: [], alerts: active() });
    expect(deadlines.endUnmet(T + 200_000).map(({ alert }) => alert.reason)).toEqual(['closed']);
  });

  it('ends an alert with its reason when the end is still in the facts, and leaves the next round alone', () => {
    const { deadlines } = given();
    deadlines.restore({ conversations: [{ ...live, roundId: 'r2', waitingSince: T + 150_000 }], tickets: [], alerts: active() });
    expect(deadlines.foldPast(closed(T + 140_000, T), { now: T + 160_000, knownAt: T + 160_000 }).map(({ alert }) => alert.reason)).toEqual(
      ['replied'],
    );
    expect(deadlines.endUnmet(T + 200_000)).toEqual([]);
    expect(deadlines.next()).toBe(T + 250_000);
  });
});
