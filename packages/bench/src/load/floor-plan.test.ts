import { CloudEvent, EventData, isEventType, TYPE_PREFIX } from '@watchfloor/contracts/event';
import { describe, expect, test } from 'vitest';
import { FloorPlan, markerInstant, SLOT_MS } from './floor-plan.ts';

const begin = 1_800_000_000_000;

function play({ rate = 1_000, agents = 100, floors = ['f1'], seconds = 30 } = {}) {
  const plan = new FloorPlan({ rate, agents, floors, begin, measureFrom: begin + 20_000 });
  return Array.from({ length: (seconds * 1000) / SLOT_MS }, () => plan.next());
}

describe('the planned floor', () => {
  test('sends nothing that the receiver would reject', () => {
    for (const json of play().flatMap((slot) => slot.events)) {
      const event = CloudEvent.parse(JSON.parse(json));
      const type = event.type.slice(TYPE_PREFIX.length);
      expect(isEventType(type)).toBe(true);
      if (isEventType(type)) EventData[type].parse(event.data);
    }
  });

  test('never sends one identity twice', () => {
    const ids = play({ floors: ['f1', 'f2'] }).flatMap(({ events }) => events.map((json) => CloudEvent.parse(JSON.parse(json))));
    expect(new Set(ids.map(({ id, floor }) => `${floor} ${id}`)).size).toBe(ids.length);
  });

  test('keeps the intended rate once it has come up to speed', () => {
    const events = play()
      .filter(({ at }) => at >= begin + 15_000)
      .flatMap((slot) => slot.events);
    expect(events.length / 15).toBeGreaterThan(980);
    expect(events.length / 15).toBeLessThan(1_040);
  });

  test('gives each event the instant of its slot', () => {
    for (const { at, events } of play({ seconds: 12 }))
      for (const json of events) expect(Date.parse(CloudEvent.parse(JSON.parse(json)).time)).toBe(at);
  });

  test('is the same twice', () => {
    expect(play({ seconds: 5 })).toEqual(play({ seconds: 5 }));
  });

  test('marks instants for a watcher', () => {
    const marks = play().flatMap(({ at, events }) =>
      events.filter((json) => json.includes('"mark-')).map((json) => ({ at, event: CloudEvent.parse(JSON.parse(json)) })),
    );
    const opened = marks.filter(({ event }) => event.type.endsWith('received'));
    expect(opened).toHaveLength(100);
    for (const { at, event } of opened) expect(markerInstant(event.subject)).toBe(at);
    expect(markerInstant('c12')).toBeNull();
  });
});
