import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Figures } from '@watchfloor/contracts/figures';
import { defaultFloor } from '@watchfloor/contracts/floor';
import { WindowName } from '@watchfloor/contracts/live';
import { OfficeHours } from '@watchfloor/contracts/schedule';
import { floorStories } from '@watchfloor/core/floor/arbitrary-events';
import { emptyFloor } from '@watchfloor/core/floor/floor-state';
import { LATENESS_BOUND_MS } from '@watchfloor/core/floor/lateness';
import { RememberedFloor } from '@watchfloor/core/floor/remembered-floor';
import { FloorView } from '@watchfloor/core/live/floor-view';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { type Difference, differences } from '../src/differences.ts';
import { figuresOf } from '../src/figures-of.ts';
import type { PlatformSettings } from '../src/platform/platform-rules.ts';
import { subjectsIn } from '../src/subjects-in.ts';
import { tellFloor } from '../src/tell-floor.ts';
import { keyOf, subjectOf } from './figures-by-core.ts';

vi.setConfig({ testTimeout: 60_000 });

const FROM = Date.parse('2026-11-11T08:00:00Z');

/** How a day reaches a board: events up to the lateness bound late, cut into batches, looked at after some. `dayStart`: in Shanghai, 16:00 is where it begins. */
type Way = {
  delays: number[];
  sizes: number[];
  looks: boolean[];
  dayStart: string;
  hours: OfficeHours | null;
  pause: number;
  profile: PlatformSettings['profile'];
};
/** In Shanghai it is 16:00 when a story begins. */
const hours = fc
  .record({
    from: fc.constantFrom('00:00', '15:30', '16:03', '16:20', '17:10'),
    to: fc.constantFrom('16:10', '16:45', '18:00', '24:00'),
  })
  .map((span) => OfficeHours.parse({ wed: [span], thu: span.to > span.from ? [span] : [] }));
const ways: fc.Arbitrary<Way> = fc.record({
  delays: fc.array(fc.oneof(fc.constant(0), fc.nat(LATENESS_BOUND_MS)), { minLength: 1, maxLength: 60 }),
  sizes: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 10 }),
  looks: fc.array(fc.boolean(), { minLength: 1, maxLength: 10 }),
  dayStart: fc.constantFrom('00:00', '16:00', '16:07', '16:31', '18:00'),
  hours: fc.option(hours),
  pause: fc.double({ min: 0, max: 1, noNaN: true }),
  profile: fc.constantFrom('default', 'default', 'taobao', 'jd', 'pdd', 'douyin'),
});

/** A greatest length is told by the board from its sketch: within one per cent, and whole milliseconds. */
const isNearMax = ({ metric, expected, found }: Difference): boolean =>
  metric.endsWith('.maxMs') && expected !== null && found !== null && Math.abs(expected - found) <= expected * 0.01 + 0.5;

/** Every figure of every subject in every window, as of the floor's time, must be what the oracle tells of the events until then. */
function expectOracle(view: FloorView, arrived: readonly LoggedEvent[]): void {
  const story = tellFloor(arrived, { hours: view.floor, platforms: view.floor });
  const now = story.now;
  view.advance(now);
  for (const window of WindowName.options) {
    const range = view.windows.range(window);
    for (const key of new Set([...view.subjects.keys(), ...subjectsIn(story).map(keyOf)])) {
      const found: Figures = view.figures(key, window, now);
      const wrong = differences(figuresOf(story, subjectOf(key), range), found).filter((one) => !isNearMax(one));
      expect({ key, window, range, wrong }).toEqual({ key, window, range, wrong: [] });
    }
  }
}

function play(events: readonly LoggedEvent[], { delays, sizes, looks, dayStart, hours: officeHours, pause, profile }: Way): void {
  const arrived = events
    .map((event, index) => ({ ...event, received: event.time + (delays[index % delays.length] ?? 0) }))
    .toSorted((a, b) => a.received - b.received);
  const entry = { ...defaultFloor('t', 'f'), dayStart, officeHours, profile };
  const floor = new RememberedFloor(emptyFloor(entry));
  const view = new FloorView(entry);
  const half = Math.floor(pause * arrived.length);
  for (let at = 0, n = 0; at < arrived.length; n++) {
    const until = Math.min(arrived.length, at + (sizes[n % sizes.length] ?? 1));
    const { retracts, facts } = floor.take(arrived.slice(at, until));
    for (const fact of retracts) view.foldWindows(fact, -1);
    for (const fact of facts) {
      view.fold(fact);
      view.foldWindows(fact);
    }
    if (looks[n % looks.length]) view.advance(floor.state.through);
    if (at <= half && half < until) expectOracle(view, arrived.slice(0, until));
    at = until;
  }
  if (arrived.length > 0) expectOracle(view, arrived);
}

test('the live windows of minutes have the figures that the oracle has of their range', () => {
  fc.assert(fc.property(floorStories({ from: FROM, gapMs: 30_000, maxLength: 120 }), ways, play), { numRuns: 250 });
});

test('so have those of hours, over the turn of a day', () => {
  fc.assert(fc.property(floorStories({ from: FROM, gapMs: 600_000, maxLength: 100 }), ways, play), { numRuns: 100 });
});
