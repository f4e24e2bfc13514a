import type { LoggedEvent } from '@watchfloor/contracts/event';
import { defaultFloor } from '@watchfloor/contracts/floor';
import { floorStories } from '@watchfloor/core/floor/arbitrary-events';
import { evolveFloor } from '@watchfloor/core/floor/evolve-floor';
import { emptyFloor, nothingTouched } from '@watchfloor/core/floor/floor-state';
import { FloorView } from '@watchfloor/core/live/floor-view';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coalesce } from './coalesce.ts';

const FROM = Date.parse('2026-11-11T08:00:00Z');
const floor = defaultFloor('t', 'f');
const factsOf = (events: LoggedEvent[]) => {
  const state = emptyFloor(floor);
  return events.map((event) => evolveFloor(state, event, nothingTouched()).facts);
};
const isPresent = (type: string) => /^(conversation|ticket|agent)\.(changed|removed)$/.test(type);

test('of several present states of one thing the last stays; what happened stays, all of it, in its order', () => {
  fc.assert(
    fc.property(floorStories({ from: FROM }), (events) => {
      const facts = factsOf(events).flat();
      const kept = coalesce(facts);
      expect(kept.filter(({ type }) => !isPresent(type))).toEqual(facts.filter(({ type }) => !isPresent(type)));
      const view = new FloorView(floor);
      for (const fact of kept) view.fold(fact);
      const full = new FloorView(floor);
      for (const fact of facts) full.fold(fact);
      expect([...view.conversations].sort()).toEqual([...full.conversations].sort());
      expect([...view.tickets].sort()).toEqual([...full.tickets].sort());
      expect([...view.agents].sort()).toEqual([...full.agents].sort());
      expect(kept.filter(({ type }) => isPresent(type)).length).toBeLessThanOrEqual(4 + 3 + 2);
    }),
  );
});
