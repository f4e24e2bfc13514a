import type { LiveConversation, LiveTicket } from '@watchfloor/contracts/fact';
import { defaultFloor } from '@watchfloor/contracts/floor';
import { OfficeHours } from '@watchfloor/contracts/schedule';
import { describe, expect, test } from 'vitest';
import { FloorView } from './floor-view.ts';
import { agentRow, departmentRow, floorRow, subjectRow, ticketRow, waitingRow } from './rows.ts';

const T = Date.parse('2026-11-11T08:00:00Z');

const conversation = (more: Partial<LiveConversation>): LiveConversation => ({
  id: 'c1',
  episodeId: 'e1',
  customerId: 'u1',
  customer: '王**',
  agentId: 'A',
  teamId: 't1',
  shopId: 's1',
  channel: 'tmall',
  topic: null,
  orderValue: null,
  openedAt: T,
  queuedSince: null,
  waitingSince: null,
  roundId: null,
  held: [],
  lastMessageAt: T,
  typingAt: null,
  answered: false,
  ...more,
});

function viewOf(...conversations: LiveConversation[]): FloorView {
  const view = new FloorView(defaultFloor('t', 'f'));
  for (const each of conversations) view.putConversation(each);
  return view;
}
const at = (view: FloorView, ms: number) => ({ view, window: '5m' as const, now: T + ms });

const ticket: LiveTicket = {
  id: 'k1',
  agentId: null,
  teamId: null,
  customerId: null,
  conversationId: null,
  kind: 'complaint',
  priority: null,
  openedAt: T,
  untouchedSince: T,
  lastTouchedAt: null,
  waitingOn: null,
  waitingOnSince: null,
};

describe('a row', () => {
  test('of a shop has its name, and the limits of its platform while no human has replied', () => {
    const view = viewOf(conversation({ waitingSince: T + 3_600_000, roundId: 'r1' }));
    view.floor = { ...view.floor, shops: [{ id: 's1', name: '京东自营', profile: 'jd' }] };
    const asked = at(view, 3_630_000);
    expect(subjectRow('s:s1', asked)).toMatchObject({ name: '京东自营', overdue: 1, slack: null });
    expect(waitingRow(conversation({ waitingSince: T + 3_600_000 }), asked)).toMatchObject({ warningMs: 20_000, limitMs: 30_000 });
    expect(waitingRow(conversation({ waitingSince: T + 3_600_000, answered: true }), asked)).toMatchObject({ limitMs: 180_000 });
  });

  test('is savable from the warning on and overdue from the limit on', () => {
    const view = viewOf(conversation({ waitingSince: T, roundId: 'r1' }));
    expect(floorRow(at(view, 99_999))).toMatchObject({ waiting: 1, savable: 0, overdue: 0 });
    expect(floorRow(at(view, 100_000))).toMatchObject({ savable: 1, overdue: 0 });
    expect(floorRow(at(view, 179_999))).toMatchObject({ savable: 1, overdue: 0 });
    expect(floorRow(at(view, 180_000))).toMatchObject({
      savable: 0,
      overdue: 1,
      longestWaitMs: 180_000,
      longestWaitSince: '2026-11-11T08:00:00.000Z',
    });
  });

  test('counts a conversation without a message for 30 min as dormant, unless somebody waits', () => {
    const silent = viewOf(conversation({}));
    expect(agentRow('A', at(silent, 1_799_999))).toMatchObject({ open: 1, dormant: 0 });
    expect(agentRow('A', at(silent, 1_800_000))).toMatchObject({ open: 0, dormant: 1 });
    const waiting = viewOf(conversation({ waitingSince: T, roundId: 'r1' }));
    expect(agentRow('A', at(waiting, 1_800_000))).toMatchObject({ open: 1, dormant: 0 });
  });

  test('has a load of conversations active in the last 5 min over capacity, none without a capacity', () => {
    const view = viewOf(conversation({}), conversation({ id: 'c2', lastMessageAt: T + 60_000 }));
    expect(agentRow('A', at(view, 299_999))).toMatchObject({ active: 2, load: null });
    const agent = { id: 'A', name: '小王', teamId: 't1', status: 'online' as const, statusSince: T, capacity: 4 };
    view.putAgent(agent);
    expect(agentRow('A', at(view, 299_999))).toMatchObject({ active: 2, load: 0.5, name: '小王', statusMs: 299_999 });
    expect(agentRow('A', at(view, 300_000))).toMatchObject({ active: 1, load: 0.25 });
    view.putAgent({ ...agent, capacity: 0 });
    expect(agentRow('A', at(view, 300_000))).toMatchObject({ load: null });
  });

  test('of the floor adds the seats of those online or busy', () => {
    const view = viewOf();
    const agent = { name: 'x', teamId: null, statusSince: T, capacity: 3 };
    for (const [index, status] of (['online', 'busy', 'away', 'suspended', 'offline', null] as const).entries())
      view.putAgent({ ...agent, id: `a${index}`, status });
    expect(floorRow(at(view, 0))).toMatchObject({
      capacity: 6,
      agents: { online: 1, busy: 1, away: 1, suspended: 1, offline: 1 },
      load: 0,
    });
  });

  test('counts the queue apart from what is open', () => {
    const view = viewOf(
      conversation({ agentId: null, queuedSince: T + 5_000, waitingSince: T, roundId: 'r1' }),
      conversation({ id: 'c2' }),
    );
    expect(floorRow(at(view, 10_000))).toMatchObject({ open: 1, queued: 1, longestQueueMs: 5_000, waiting: 1 });
    expect(subjectRow('s:s1', at(view, 10_000))).toMatchObject({ id: 's1', open: 1, queued: 1 });
  });

  test('of who waits carries the limits in force, and is none when nobody waits', () => {
    const view = viewOf();
    const waiting = conversation({ waitingSince: T, roundId: 'r1' });
    expect(waitingRow(waiting, at(view, 1_000))).toMatchObject({
      conversationId: 'c1',
      waitMs: 1_000,
      warningMs: 100_000,
      limitMs: 180_000,
      queued: false,
    });
    expect(waitingRow(conversation({}), at(view, 1_000))).toBeNull();
  });

  test('of a ticket has tighter limits for a complaint', () => {
    const view = viewOf();
    expect(ticketRow(ticket, at(view, 5))).toMatchObject({ untouchedMs: 5, warningMs: 900_000, limitMs: 1_800_000 });
    expect(ticketRow({ ...ticket, kind: null }, at(view, 5))).toMatchObject({ warningMs: 7_200_000, limitMs: 14_400_000 });
    expect(ticketRow({ ...ticket, untouchedSince: null }, at(view, 5))).toBeNull();
    // Opened an hour and a half before the end of the day: half an hour is left of two.
    const span = [{ from: '09:00', to: '18:00' }];
    view.floor = { ...view.floor, officeHours: OfficeHours.parse({ fri: span, mon: span }) };
    const friday = { ...ticket, kind: null, untouchedSince: Date.parse('2026-11-13T16:30+08:00') };
    expect(ticketRow(friday, at(view, 5))).toMatchObject({
      warningMs: Date.parse('2026-11-16T09:30+08:00') - friday.untouchedSince,
      limitMs: Date.parse('2026-11-16T11:30+08:00') - friday.untouchedSince,
    });
    expect(ticketRow({ ...friday, kind: 'complaint' }, at(view, 5))).toMatchObject({ warningMs: 900_000, limitMs: 1_800_000 });
  });

  test('counts a ticket as idle once no agent has acted on it for a day; while it waits on a department it is none', () => {
    const day = 24 * 3_600_000;
    const idle = (over: Partial<LiveTicket>, ms: number) => {
      const view = viewOf();
      view.putTicket({ ...ticket, ...over });
      return floorRow(at(view, ms)).idleTickets;
    };
    expect([idle({}, day - 1), idle({}, day)]).toEqual([0, 1]);
    const touched = { untouchedSince: null, lastTouchedAt: T + 1_000 };
    expect([idle(touched, day + 999), idle(touched, day + 1_000)]).toEqual([0, 1]);
    expect(idle({ ...touched, waitingOn: 'warehouse', waitingOnSince: T + 1_000 }, 2 * day)).toBe(0);
    // Untouched again since a reopening, which nobody of the house did.
    expect(idle({ ...touched, untouchedSince: T + day }, day + 1_000)).toBe(1);
  });

  test('of a department tells how many tickets wait on it and since when the oldest does, and is none without any', () => {
    const view = viewOf();
    const waiting = (id: string, since: number) =>
      view.putTicket({ ...ticket, id, untouchedSince: null, waitingOn: 'warehouse', waitingOnSince: since });
    waiting('k1', T + 1_000);
    waiting('k2', T + 2_000);
    const row = (ms: number) => departmentRow('warehouse', at(view, ms));
    expect(row(5_000)).toEqual({ id: 'warehouse', waiting: 2, oldestMs: 4_000, oldestSince: '2026-11-11T08:00:01.000Z' });
    expect(ticketRow(view.tickets.get('k1') ?? ticket, at(view, 5_000))).toBeNull();
    view.fold({ type: 'ticket.changed', at: T, ticket: { ...ticket, waitingOn: 'courier', waitingOnSince: T + 3_000 } });
    expect(row(5_000)).toMatchObject({ waiting: 1, oldestMs: 3_000 });
    view.takeChanges();
    view.fold({ type: 'ticket.removed', at: T, ticketId: 'k2' });
    expect(row(5_000)).toBeNull();
    expect(view.takeChanges().departments).toEqual(new Set(['warehouse']));
    expect([...view.departments.keys()]).toEqual(['courier']);
  });
});
