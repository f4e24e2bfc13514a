import { CloudEvent, EventData, isEventType, TYPE_PREFIX } from '@watchfloor/contracts/event';
import { describe, expect, it } from 'vitest';
import type { DemoEvent } from './demo-event.ts';
import { closeFloor, openFloor, stepFloor } from './floor-model.ts';
import { seededRandom } from './random.ts';

const OPENED = Date.parse('2026-03-02T02:00:00Z');

/** The floor's events from its opening on, stepped as the shell does. */
function live(seed: number, minutes: number, stepMs = 200) {
  const random = seededRandom(seed);
  const { state, events } = openFloor('run', OPENED, random);
  for (let now = OPENED; now <= OPENED + minutes * 60_000; now += stepMs) events.push(...stepFloor(state, now, random));
  return { state, events, random };
}

const count = (events: DemoEvent[], type: string): number => events.filter((event) => event.type === TYPE_PREFIX + type).length;

describe('the demo floor', () => {
  it('lives the same day for the same seed, another for another', () => {
    expect(live(7, 10).events).toEqual(live(7, 10).events);
    expect(live(8, 10).events).not.toEqual(live(7, 10).events);
  });

  it('lives the same day in small steps as in one', () => {
    expect(new Set(live(7, 5, 300_000).events.map(({ id }) => id))).toEqual(new Set(live(7, 5, 200).events.map(({ id }) => id)));
  });

  it('sends only events that the contract takes', () => {
    for (const event of live(3, 60, 1_000).events) {
      const { type, data } = CloudEvent.parse(event);
      const known = type.slice(TYPE_PREFIX.length);
      expect(isEventType(known) && EventData[known].safeParse(data).error, JSON.stringify(event)).toBeUndefined();
    }
  });

  it('gives every event an id of its own, none later than its step', () => {
    const { state, events, random } = live(4, 30, 1_000);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    const now = OPENED + 31 * 60_000;
    for (const { time } of stepFloor(state, now, random)) expect(Date.parse(time)).toBeLessThanOrEqual(now + 1);
  });

  it('is modest and lively: a few events a second, some waiting, some overdue now and then', () => {
    const hours = 2;
    const { events } = live(5, hours * 60, 1_000);
    const perSecond = events.length / (hours * 3600);
    expect(perSecond).toBeGreaterThan(1);
    expect(perSecond).toBeLessThan(5);
    expect(count(events, 'conversation.opened') / (hours * 60)).toBeGreaterThan(4);
    expect(count(events, 'conversation.opened') / (hours * 60)).toBeLessThan(12);
    for (const type of [
      'conversation.queued',
      'conversation.handed_over',
      'ticket.touched',
      'ticket.resolved',
      'rating.submitted',
      'order.paid',
      'agent.status',
    ]) {
      expect(count(events, type), type).toBeGreaterThan(0);
    }
  });

  it('lets some wait past the limit within two hours, and does not let them pile up', () => {
    const random = seededRandom(6);
    const { state } = openFloor('run', OPENED, random);
    const overdue: number[] = [];
    for (let now = OPENED; now <= OPENED + 7_200_000; now += 1_000) {
      stepFloor(state, now, random);
      overdue.push(
        [...state.conversations.values()].filter(({ waitingSince }) => waitingSince !== undefined && now - waitingSince > 180_000).length,
      );
    }
    expect(Math.max(...overdue)).toBeGreaterThan(0);
    expect(overdue.reduce((sum, n) => sum + n) / overdue.length).toBeLessThan(3);
    expect(state.conversations.size).toBeLessThan(80);
  });

  it('has something to shout about when it has just opened', () => {
    const overdue = [1, 2, 3, 4, 5, 6, 7, 8].filter((seed) =>
      [...live(seed, 4, 1_000).state.conversations.values()].some(
        ({ waitingSince }) => OPENED + 240_000 - (waitingSince ?? Number.POSITIVE_INFINITY) > 180_000,
      ),
    );
    expect(overdue.length).toBeGreaterThan(4);
  });

  it('is alive when it has just opened', () => {
    const { state } = live(1, 4);
    expect([...state.conversations.values()].some(({ waitingSince }) => waitingSince !== undefined)).toBe(true);
    expect(state.tickets.size).toBeGreaterThan(0);
  });

  it('leaves nobody waiting when it closes', () => {
    const { state, events, random } = live(2, 10);
    events.push(...closeFloor(state, OPENED + 600_001, random));
    const subjects = (type: string) => new Set(events.filter((event) => event.type === TYPE_PREFIX + type).map(({ subject }) => subject));
    expect(subjects('conversation.closed')).toEqual(subjects('conversation.opened'));
    expect(subjects('ticket.resolved')).toEqual(subjects('ticket.opened'));
  });
});
