import { CloudEvent, EventData, isEventType } from '@watchfloor/contracts/event';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { staffListOf } from '../staff/staff-list.ts';
import { closeFloor, crowdOf, openFloor, stepFloor } from './floor-model.ts';
import { givenDay, HOUR, MIDNIGHT, read, type TestEvent } from './given-day.ts';
import { type Setup, setupOf } from './setup.ts';
import type { Person } from './simulation.ts';

// Whole days, and many of them: more than the usual five seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const anySetup: fc.Arbitrary<Partial<Setup>> = fc.record({
  seed: fc.nat(1_000_000),
  begin: fc.integer({ min: 0, max: 23 }).map((hour) => MIDNIGHT + hour * HOUR + 1_234),
  day: fc.constantFrom('ordinary' as const, 'promotion' as const),
  quality: fc.constantFrom('good' as const, 'ordinary' as const),
  agents: fc.integer({ min: 1, max: 30 }),
  alwaysDay: fc.boolean(),
});

const subjectsOf = (events: TestEvent[], name: string) =>
  new Set(events.filter((event) => event.name === name).map(({ subject }) => subject));

function isValid({ name, at: _, ...event }: TestEvent): boolean {
  return CloudEvent.safeParse(event).success && isEventType(name) && EventData[name].safeParse(event.data).success;
}

/** The most conversations that each account, and each person over his accounts, has held at once. */
function mostHeld(events: TestEvent[], people: readonly Person[]): Map<string, number> {
  const owner = new Map(people.flatMap(({ id, accounts }) => accounts.map((account) => [account.id, `person ${id}`] as const)));
  const holder = new Map<string, string>();
  const held = new Map<string, number>();
  const most = new Map<string, number>();
  const count = (account: string, by: number): void => {
    for (const key of [account, owner.get(account) ?? '']) {
      const now = (held.get(key) ?? 0) + by;
      held.set(key, now);
      most.set(key, Math.max(most.get(key) ?? 0, now));
    }
  };
  for (const { name, subject, data } of events) {
    if (name !== 'conversation.assigned' && name !== 'conversation.closed' && name !== 'conversation.queued') continue;
    const from = holder.get(subject);
    if (from !== undefined) count(from, -1);
    holder.delete(subject);
    if (name !== 'conversation.assigned') continue;
    holder.set(subject, String(data.agentId));
    count(String(data.agentId), 1);
  }
  return most;
}

describe('a simulated floor', () => {
  it('lives the same day for the same seed and beginning, byte for byte, and another for another seed', () => {
    const text = (seed: number) => JSON.stringify(givenDay({ seed, hours: 11 }).events);
    expect(text(7)).toBe(text(7));
    expect(text(7)).not.toBe(text(8));
  });

  it('shares no event id with a run that differs in anything', () => {
    const ids = [{}, { seed: 2 }, { agents: 13 }, { rate: 1.1 }, { quality: 'good' as const }, { begin: MIDNIGHT + 1 }].flatMap((chosen) =>
      givenDay({ ...chosen, hours: 0.2 }).events.map(({ id }) => id),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('lives the same day in small steps as in one', () => {
    fc.assert(
      fc.property(anySetup, fc.integer({ min: 50, max: 300_000 }), (chosen, stepMs) => {
        const setup = setupOf({ seed: 1, begin: MIDNIGHT, ...chosen });
        const end = setup.begin + HOUR / 4;
        const steps = openFloor(setup);
        const events = [];
        for (let now = setup.begin; now < end; now += stepMs) events.push(...stepFloor(steps, now));
        events.push(...stepFloor(steps, end));
        expect(JSON.stringify(events)).toBe(JSON.stringify(stepFloor(openFloor(setup), end)));
      }),
      { numRuns: 10 },
    );
  });

  it('sends only events that the contract takes, each with an id of its own, in the order of time, no two of a subject in one instant', () => {
    fc.assert(
      fc.property(anySetup, (chosen) => {
        const { events } = givenDay({ ...chosen, hours: 1 });
        expect(events.filter((event) => !isValid(event))).toEqual([]);
        const last = new Map<string, number>();
        const misplaced = events.filter(({ at, subject }, place) => {
          const before = last.get(subject) ?? 0;
          last.set(subject, at);
          return at <= before || at < (events[place - 1]?.at ?? 0);
        });
        expect(misplaced).toEqual([]);
        expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
      }),
      { numRuns: 10 },
    );
  });

  it('gives nobody more conversations than he has seats, by person and by account', () => {
    fc.assert(
      fc.property(anySetup, fc.integer({ min: 1, max: 8 }), (chosen, rate) => {
        const { sim, events } = givenDay({ ...chosen, rate, hours: 2 });
        const most = mostHeld(events, sim.people);
        const tooMany = sim.people.filter(
          ({ id, accounts }) =>
            (most.get(`person ${id}`) ?? 0) > (chosen.day === 'promotion' ? 40 : 12) ||
            accounts.some((account) => (most.get(account.id) ?? 0) > account.seats),
        );
        expect(tooMany).toEqual([]);
      }),
      { numRuns: 6 },
    );
  });

  it.each([
    ['ordinary', 12, 12],
    ['promotion', 40, 16],
  ] as const)('fills its seats and its queue when it drowns on an %s day, and no seat beyond the %d of each', (day, seats, rate) => {
    const { sim, events } = givenDay({ day, agents: 6, rate, patience: 10, begin: MIDNIGHT + 20 * HOUR, hours: 2 });
    const most = mostHeld(events, sim.people);
    const held = sim.people.filter(({ team }) => team !== 'supervisors').map(({ id }) => most.get(`person ${id}`) ?? 0);
    expect(Math.max(...held)).toBe(seats);
    const second = sim.people.flatMap(({ accounts }) => accounts.slice(1)).filter(({ id }) => most.has(id));
    expect(second.map(({ id }) => most.get(id))).toContain(Math.floor(seats / 3));
    expect(subjectsOf(events, 'conversation.queued').size).toBeGreaterThan(20);
    expect(events.some(({ name, data }) => name === 'agent.status' && data.status === 'busy')).toBe(true);
  });

  it('shows everything that happens on a floor', () => {
    const days = [givenDay({ hours: 24 }), givenDay({ hours: 14, day: 'promotion', seed: 2 })].flatMap(({ events }) => events);
    const seen = new Set(days.map(({ name }) => name));
    const expected = Object.keys(EventData).filter((name) => !name.startsWith('call.'));
    expect(expected.filter((name) => !seen.has(name as never))).toEqual([]);
    const values = (name: string, field: string) => new Set(days.filter((event) => event.name === name).map(({ data }) => data[field]));
    expect(values('message.sent', 'from')).toEqual(new Set(['agent', 'supervisor', 'bot', 'auto']));
    expect(values('message.sent', 'private')).toContain(true);
    expect(values('conversation.assigned', 'by')).toEqual(new Set(['agent', 'supervisor', 'system', 'platform']));
    expect(values('conversation.closed', 'reason')).toEqual(new Set(['resolved', 'abandoned', 'timeout']));
    expect(values('conversation.opened', 'language')).toEqual(new Set(['zh-CN', 'zh-TW', 'en']));
    expect(values('conversation.opened', 'channel').size).toBe(4);
    expect(values('agent.status', 'status')).toEqual(new Set(['online', 'away', 'suspended', 'offline']));
    expect(values('order.paid', 'kind')).toEqual(new Set(['full', 'deposit', 'balance']));
    expect(values('ticket.opened', 'kind')).toContain('complaint');
    expect(values('ticket.waiting_on', 'department').size).toBe(4);
  });

  it('knows whose every account is', () => {
    const { sim, events } = givenDay({ hours: 24 });
    const { people, accounts } = staffListOf(sim.people);
    const known = new Set(accounts.map(({ account }) => account));
    expect(events.filter(({ data: { agentId } }) => agentId !== undefined && !known.has(String(agentId)))).toEqual([]);
    expect(accounts.length).toBeGreaterThan(people.length);
    expect(new Set(accounts.map(({ personId }) => personId))).toEqual(new Set(people.map(({ id }) => id)));
  });

  it('leaves nobody waiting, no ticket open and nobody signed in when it closes', () => {
    const setup = setupOf({ seed: 2, begin: MIDNIGHT + 15 * HOUR });
    const sim = openFloor(setup, { customers: 10, tickets: 3, overlooked: 1 });
    const end = setup.begin + 1_800_000;
    const events = [...stepFloor(sim, end), ...closeFloor(sim, end)].map(read);
    expect(subjectsOf(events, 'conversation.closed')).toEqual(subjectsOf(events, 'conversation.opened'));
    expect(subjectsOf(events, 'ticket.resolved')).toEqual(subjectsOf(events, 'ticket.opened'));
    const standing = new Map(events.filter(({ name }) => name === 'agent.status').map(({ subject, data }) => [subject, data.status]));
    expect(new Set(standing.values())).toEqual(new Set(['offline']));
    expect(stepFloor(sim, end + HOUR)).toEqual([]);
  });
});

describe('the rota', () => {
  it('has all agents there by day and fewer at night, and hands over what is open at the end of a shift', () => {
    const { sim, events } = givenDay({ hours: 24 });
    const accounts = new Map(sim.people.flatMap((person) => person.accounts.map(({ id }) => [id, person] as const)));
    const there = (at: number) => {
      const standing = new Map<string, boolean>();
      for (const event of events)
        if (event.name === 'agent.status' && event.at <= at) standing.set(event.subject, event.data.status !== 'offline');
      const people = new Set([...standing].filter(([, is]) => is).map(([id]) => accounts.get(id)));
      return [...people].filter((person) => person?.team !== 'supervisors').length;
    };
    expect([3, 9, 12, 18, 22].map((hour) => there(MIDNIGHT + hour * HOUR))).toEqual([2, 12, 12, 12, 12]);
    const gone = new Set<string>();
    const ghosts: TestEvent[] = [];
    for (const event of events) {
      const { name, subject, data } = event;
      if (name === 'agent.status' && data.status === 'offline') gone.add(subject);
      else if (name === 'agent.status') gone.delete(subject);
      if (name === 'message.sent' && gone.has(String(data.agentId))) ghosts.push(event);
    }
    expect(ghosts).toEqual([]);
  });
});

describe('a floor that opens to be looked at', () => {
  const hours = [3, 12, 21];
  const seeds = [1, 2, 3, 4];
  const begun = (seed: number, hour: number) => {
    const setup = setupOf({ seed, begin: MIDNIGHT + hour * HOUR, alwaysDay: true, rate: 1.2 });
    const sim = openFloor(setup, { ...crowdOf(setup), overlooked: 4 });
    return { sim, setup, events: stepFloor(sim, setup.begin + 230_000) };
  };
  const overdue = (sim: ReturnType<typeof openFloor>, at: number) =>
    [...sim.conversations.values()].filter(({ waitingSince }) => waitingSince !== null && at - waitingSince > 180_000).length;

  it('is alive at once at every hour: agents, customers who wait, tickets', () => {
    for (const hour of hours) {
      for (const seed of seeds) {
        const { sim, events } = begun(seed, hour);
        expect(events.length).toBeGreaterThan(100);
        expect(sim.people.filter(({ status, team }) => status !== 'offline' && team !== 'supervisors').length).toBeGreaterThanOrEqual(12);
        expect([...sim.conversations.values()].filter(({ waitingSince }) => waitingSince !== null).length).toBeGreaterThan(2);
        expect(sim.tickets.size).toBeGreaterThan(1);
      }
    }
  });

  it('has somebody overdue when it is first seen, and others who become so within two and a half minutes', () => {
    for (const hour of hours) {
      for (const seed of seeds) {
        const { sim, setup } = begun(seed, hour);
        const seen = setup.begin + 230_000;
        expect(overdue(sim, seen), `seed ${seed} at ${hour}`).toBeGreaterThan(0);
        for (const at of [20_000, 75_000, 140_000]) {
          stepFloor(sim, seen + at);
          expect(overdue(sim, seen + at), `seed ${seed} at ${hour} after ${at}`).toBeGreaterThan(0);
        }
      }
    }
  });
});
