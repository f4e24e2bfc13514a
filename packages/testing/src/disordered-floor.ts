import type { FloorConfigured, Frame, LoggedEvent } from '@watchfloor/contracts/event';
import { defaultFloor, type FloorEntry, floorKeyOf } from '@watchfloor/contracts/floor';
import { floorStories } from '@watchfloor/core/floor/arbitrary-events';
import { LATENESS_BOUND_MS } from '@watchfloor/core/floor/lateness';
import fc from 'fast-check';

/** Everything that happens on a floor, each event once, in the order of time; and the frames that it arrives in. */
export type DisorderedFloor = { key: string; before: FloorEntry; after: FloorEntry; events: LoggedEvent[]; frames: Frame[] };

type Draft = { events: LoggedEvent[]; late: number[]; sizes: number[]; repeatEvery: number; clock: 'wall' | 'event'; configuredAt: number };

/** Floors as sources tell of them: each event up to the lateness bound late, some twice, the settings changed at some point. */
export const floorDrafts = (story: { from: number; gapMs: number; maxLength: number }): fc.Arbitrary<Draft> =>
  fc.record({
    events: floorStories(story),
    // Many in order, many a little late: what is always very late has been overtaken by everything.
    late: fc.array(fc.oneof(fc.constant(0), fc.nat(20_000), fc.nat(LATENESS_BOUND_MS)), { minLength: 1, maxLength: 40 }),
    sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 }),
    repeatEvery: fc.integer({ min: 3, max: 20 }),
    clock: fc.constantFrom('wall', 'wall', 'event'),
    configuredAt: fc.nat(story.maxLength),
  });

/** A draft as a floor of this id. */
export function floorOf(id: string, { events, late, sizes, repeatEvery, clock, configuredAt }: Draft): DisorderedFloor {
  const before: FloorEntry = { ...defaultFloor('default', id), clock };
  const limits = { ...before.limits, wait: { warning: 30_000, critical: 60_000 } };
  const after: FloorEntry = { ...before, name: `${id}, changed`, limits, version: 2 };
  const key = floorKeyOf(before.tenant, id);
  const mine = events.map((event, index) => {
    const received = event.time + (late[index % late.length] ?? 0);
    return { ...event, floor: key, received };
  });
  const twice = mine.flatMap((event, index) =>
    index % repeatEvery === 0 ? [event, { ...event, received: event.received + 1_000 }] : [event],
  );
  const arrivals: Frame = twice.toSorted((a, b) => a.received - b.received);
  const at = Math.min(configuredAt, arrivals.length);
  const time = arrivals[at - 1]?.received ?? 0;
  const configured: FloorConfigured = {
    type: 'floor.configured',
    floor: key,
    id: 'v2',
    source: '/settings',
    subject: id,
    time,
    received: time,
    data: after,
  };
  arrivals.splice(at, 0, configured);
  return { key, before, after, events: mine, frames: cutUp(arrivals, sizes) };
}

function cutUp(frame: Frame, sizes: number[]): Frame[] {
  const frames: Frame[] = [];
  for (let from = 0, n = 0; from < frame.length; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    frames.push(frame.slice(from, from + size));
    from += size;
  }
  return frames;
}
