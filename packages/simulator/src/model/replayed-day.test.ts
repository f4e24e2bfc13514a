import type { LoggedEvent } from '@watchfloor/contracts/event';
import { defaultFloor } from '@watchfloor/contracts/floor';
import { emptyFloor } from '@watchfloor/core/floor/floor-state';
import { RememberedFloor } from '@watchfloor/core/floor/remembered-floor';
import { expect, it, vi } from 'vitest';
import { givenDay } from './given-day.ts';

vi.setConfig({ testTimeout: 30_000 });

it.each(['ordinary', 'promotion'] as const)('an %s day makes sense from its first event to its last: none is ignored', (day) => {
  const { sim, events } = givenDay({ day, hours: day === 'ordinary' ? 24 : 4 });
  const floor = new RememberedFloor(emptyFloor(defaultFloor('t', 'f')));
  const ignored: unknown[] = [];
  const logged = events.map(
    ({ id, source, subject, name, at, data }) =>
      ({ floor: 't/f', id, source, subject, type: name, time: at, received: at, data }) as LoggedEvent,
  );
  for (let from = 0; from < logged.length; from += 100)
    for (const fact of floor.take(logged.slice(from, from + 100)).facts) if (fact.type === 'event.ignored') ignored.push(fact);
  expect(ignored).toEqual([]);
  expect(floor.state.counters).toMatchObject({ applied: events.length, late: 0, ignored: 0 });
  const open = [...floor.state.conversations].filter(([, { state }]) => state?.phase === 'open').map(([id]) => id);
  expect(new Set(open)).toEqual(new Set(sim.conversations.keys()));
});
