import { type EventType, TYPE_PREFIX } from '@watchfloor/contracts/event';
import { openFloor, stepFloor } from './floor-model.ts';
import { type Setup, setupOf } from './setup.ts';
import type { SimulatedEvent } from './simulated-event.ts';
import type { Simulation } from './simulation.ts';

/** For tests: a day of a floor, all at once. `data` of its events as a test reads it. */
export type GivenDay = { sim: Simulation; events: TestEvent[] };
export type TestEvent = Omit<SimulatedEvent, 'data'> & { at: number; name: EventType; data: Record<string, string | boolean | undefined> };

export const MIDNIGHT = Date.parse('2026-11-11T00:00:00+08:00');
export const HOUR = 3_600_000;

const lived = new Map<string, GivenDay>();

/** The floor from `begin` on (midnight, unless said otherwise) for so many hours. */
export function givenDay(chosen: Partial<Setup> & { hours: number }): GivenDay {
  const name = JSON.stringify(chosen);
  const day = lived.get(name) ?? liveThrough(chosen);
  // Whole days are looked at by several tests; the short ones of properties are many.
  if (chosen.hours >= 12) lived.set(name, day);
  return day;
}

function liveThrough({ hours, ...chosen }: Partial<Setup> & { hours: number }): GivenDay {
  const setup = setupOf({ seed: 1, begin: MIDNIGHT, ...chosen });
  const sim = openFloor(setup);
  return { sim, events: stepFloor(sim, setup.begin + hours * HOUR).map(read) };
}

export const read = (event: SimulatedEvent): TestEvent => ({
  ...event,
  at: Date.parse(event.time),
  name: event.type.slice(TYPE_PREFIX.length) as EventType,
  data: event.data as TestEvent['data'],
});

/** Milliseconds that customers waited for a human's answer, one a wait. */
export function waitsIn(events: TestEvent[]): number[] {
  const since = new Map<string, number>();
  const waits: number[] = [];
  for (const { name, subject, at, data } of events) {
    const answers = name === 'message.sent' && data.private !== true && data.from !== 'auto';
    const waiting = since.get(subject);
    if (name === 'message.received' && waiting === undefined) since.set(subject, at);
    else if (answers || name === 'conversation.closed') since.delete(subject);
    if (answers && data.from !== 'bot' && waiting !== undefined) waits.push(at - waiting);
  }
  return waits;
}

/** Milliseconds from the first sign of typing to the reply of that agent. */
export function drawsIn(events: TestEvent[]): number[] {
  const typing = new Map<string, { agent: string; at: number }>();
  const draws: number[] = [];
  for (const { name, subject, at, data } of events) {
    if (name === 'agent.typing') typing.set(String(data.conversationId), { agent: subject, at });
    if (name !== 'message.sent' || data.private === true || data.from === 'auto') continue;
    const begun = typing.get(subject);
    typing.delete(subject);
    if (begun && begun.agent === data.agentId) draws.push(at - begun.at);
  }
  return draws;
}

export const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
/** The value below which this share lies. */
export const quantile = (values: number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;
