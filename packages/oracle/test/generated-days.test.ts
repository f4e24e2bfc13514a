import { EventData, type LoggedEvent } from '@watchfloor/contracts/event';
import { OfficeHours } from '@watchfloor/contracts/schedule';
import { floorStories } from '@watchfloor/core/floor/arbitrary-events';
import { type AccountMap, accountMaps } from '@watchfloor/core/floor/arbitrary-map';
import { COUNT_NAMES, LENGTH_NAMES } from '@watchfloor/core/measure/tally';
import { openFloor, stepFloor } from '@watchfloor/simulator/model/floor-model';
import { setupOf } from '@watchfloor/simulator/model/setup';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { differences } from '../src/differences.ts';
import { figuresOf } from '../src/figures-of.ts';
import { ALWAYS_OPEN, type FloorHours } from '../src/open-times.ts';
import { NO_PLATFORM, type PlatformSettings } from '../src/platform/platform-rules.ts';
import { subjectsIn } from '../src/subjects-in.ts';
import { tellFloor } from '../src/tell-floor.ts';
import { figuresByCore, floorByCore, keyOf, measuresByCore, NO_FIGURES, OWN_WORDS, subjectOf } from './figures-by-core.ts';

vi.setConfig({ testTimeout: 60_000 });

const FROM = Date.parse('2026-11-11T08:00:00Z');
const HOUR = 3_600_000;
const LATENESS_BOUND_MS = 300_000;

/** How a day reaches the keeper: delays up to the bound and, now and then, beyond; repeats; cut into batches. */
type Way = { delays: number[]; repeats: number[]; sizes: number[] };
const inTime = fc.oneof(fc.constant(0), fc.nat(LATENESS_BOUND_MS));
const ways: fc.Arbitrary<Way> = fc.record({
  delays: fc.array(fc.oneof({ weight: 30, arbitrary: inTime }, { weight: 1, arbitrary: fc.constant(LATENESS_BOUND_MS + 1) }), {
    minLength: 1,
    maxLength: 60,
  }),
  repeats: fc.array(fc.nat(200), { maxLength: 10 }),
  sizes: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 10 }),
});

function arriving(events: readonly LoggedEvent[], { delays, repeats }: Way): LoggedEvent[] {
  const delayed = events.map((event, index) => ({ ...event, received: event.time + (delays[index % delays.length] ?? 0) }));
  const again = repeats.flatMap((index) => delayed[index] ?? []).map((event) => ({ ...event, received: event.received + 1_000 }));
  return [...delayed, ...again].toSorted((a, b) => a.received - b.received);
}

function cutUp<T>(items: readonly T[], sizes: readonly number[]): T[][] {
  const batches: T[][] = [];
  for (let from = 0; from < items.length; ) {
    const size = sizes[batches.length % sizes.length] ?? 1;
    batches.push(items.slice(from, from + size));
    from += size;
  }
  return batches;
}

/** Parts of a day, as fractions of it. */
const ranges = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })), {
  minLength: 2,
  maxLength: 2,
});

/** Every other floor has an account map, with accounts that change hands on the way. */
const mapsOf = (lengthMs: number): fc.Arbitrary<AccountMap | null> => fc.oneof(fc.constant(null), accountMaps({ from: FROM, lengthMs }));

/** Floors of one platform and of several, in zones in which the hours of platforms begin or end in the middle of the day of `FROM`. */
const platforms: fc.Arbitrary<PlatformSettings> = fc.record({
  profile: fc.constantFrom('taobao', 'jd', 'pdd', 'douyin'),
  shops: fc.constantFrom(
    [],
    [{ id: 's1', profile: 'jd' as const }],
    [
      { id: 's1', profile: 'default' as const },
      { id: 's2', profile: 'douyin' as const },
    ],
  ),
  zone: fc.constantFrom('UTC', 'Asia/Kolkata', 'America/St_Johns'),
});

/** What is set on a floor. */
type Settings = FloorHours & Partial<PlatformSettings>;

/** Every figure of every subject that either of them knows, over the whole day and parts of it. */
type Given = { way: Way; parts: readonly (readonly [number, number])[]; map?: AccountMap | null; set?: Settings };

function compare(events: readonly LoggedEvent[], { way, parts, map = null, set = ALWAYS_OPEN }: Given): void {
  const arrived = arriving(events, way);
  const told = floorByCore(cutUp(arrived, way.sizes), set, map?.events);
  const inTime = arrived.filter(({ received, time }) => received - time <= LATENESS_BOUND_MS);
  const story = tellFloor(inTime, {
    phrases: OWN_WORDS,
    hours: set,
    platforms: { ...NO_PLATFORM, ...set },
    accounts: map?.accounts ?? [],
    people: map?.people ?? [],
  });
  expect(told.floor.state.through).toBe(story.now);
  const [first, end] = [events[0]?.time ?? FROM, story.now + 1];
  const instants = parts.map((part) => part.map((at) => Math.round(first + at * (end - first))));
  for (const [a = first, b = end] of [[first, end], ...instants]) {
    const range = { from: Math.min(a, b), to: Math.max(a, b) };
    const found = figuresByCore(told, range);
    for (const key of new Set([...found.keys(), ...subjectsIn(story).map(keyOf)])) {
      const expected = figuresOf(story, subjectOf(key), range);
      expect({ key, range, differences: differences(expected, found.get(key) ?? NO_FIGURES) }).toEqual({ key, range, differences: [] });
    }
  }
}

/** Where clocks change in the night that follows, by an hour or by half of one; and where they do not. */
const PLACES = [
  ['Asia/Shanghai', '2026-11-11T08:00:00Z'],
  ['Europe/Berlin', '2026-03-28T20:00:00Z'],
  ['America/New_York', '2026-11-01T00:00:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T06:00:00Z'],
] as const;
const DATES = PLACES.map(([, from]) => from.slice(0, 10));

const times = fc.constantFrom('00:00', '01:30', '02:10', '02:40', '09:00', '12:00', '17:45', '23:00');
/** Two on a day may overlap each other and the night before: then they are one. */
const spans = fc.array(
  fc.record({ from: times, to: fc.oneof(times, fc.constant('24:00')) }).filter(({ from, to }) => from !== to),
  {
    maxLength: 2,
  },
);
const officeHours = fc.record({
  officeHours: fc.record({ mon: spans, tue: spans, wed: spans, thu: spans, fri: spans, sat: spans, sun: spans }),
  holidays: fc.array(fc.record({ date: fc.constantFrom(...DATES), name: fc.constant('x'), hours: spans }), { maxLength: 1 }),
});

function simulated(seed: number, hours: number, agents: number): LoggedEvent[] {
  const setup = setupOf({ seed, begin: FROM, agents, rate: 2 });
  return stepFloor(openFloor(setup), FROM + hours * HOUR).map(({ id, source, subject, type, time, data }) => {
    const at = Date.parse(time);
    const name = type.replace('io.watchfloor.', '') as LoggedEvent['type'];
    return { floor: 't/f', id, source, subject, type: name, time: at, received: at, data: EventData[name].parse(data) } as LoggedEvent;
  });
}

describe('core and oracle have the same figures, however the events arrive', () => {
  test('of anything that may happen within minutes', () => {
    fc.assert(
      fc.property(
        floorStories({ from: FROM, gapMs: 30_000, maxLength: 120 }),
        ways,
        ranges,
        mapsOf(0.5 * HOUR),
        (events, way, parts, map) => compare(events, { way, parts, map }),
      ),
      { numRuns: 1_500 },
    );
  });

  test('of anything that may happen in hours, with closes that last', () => {
    fc.assert(
      fc.property(floorStories({ from: FROM, gapMs: 600_000, maxLength: 150 }), ways, ranges, mapsOf(8 * HOUR), (events, way, parts, map) =>
        compare(events, { way, parts, map }),
      ),
      { numRuns: 500 },
    );
  });

  test('of shops that platforms judge', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(20_000, 120_000, 600_000),
        fc.nat(1_000_000),
        ways,
        ranges,
        mapsOf(HOUR),
        platforms,
        (gapMs, seed, way, parts, map, settings) => {
          const [events = []] = fc.sample(floorStories({ from: FROM, gapMs, maxLength: 120 }), { numRuns: 1, seed });
          compare(events, { way, parts, map, set: { ...ALWAYS_OPEN, ...settings } });
        },
      ),
      { numRuns: 400 },
    );
  });

  test('of days of the simulator', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 3 }), ways, ranges, (seed, agents, way, parts) =>
        compare(simulated(seed, 1, agents), { way, parts, map: null }),
      ),
      { numRuns: 40 },
    );
  });
});

describe('and so by business time', () => {
  test.each(PLACES)('in %s from %s on', (zone, from) => {
    const stories = floorStories({ from: Date.parse(from), gapMs: 600_000, maxLength: 120 });
    fc.assert(
      fc.property(stories, ways, ranges, officeHours, (events, way, parts, hours) =>
        compare(events, { way, parts, set: { zone, ...hours } }),
      ),
      { numRuns: 40 },
    );
  });
});

test('the stories leave no figure out', () => {
  const seen = new Set<string>();
  const officeHours = OfficeHours.parse({ wed: [{ from: '08:00', to: '20:00' }] });
  const floors = [{}, { profile: 'taobao' }, { profile: 'jd' }, { profile: 'pdd' }, { profile: 'douyin' }] as const;
  for (const gapMs of [30_000, 600_000]) {
    for (const [index, events] of fc.sample(floorStories({ from: FROM, gapMs, maxLength: 150 }), { numRuns: 150, seed: 1 }).entries()) {
      const told = floorByCore(cutUp(events, [20]), { officeHours, ...floors[index % floors.length] });
      for (const measure of measuresByCore(told, { from: FROM, to: Number.MAX_SAFE_INTEGER }))
        if (measure.kind !== 'customer') seen.add(measure.name);
    }
  }
  expect([...COUNT_NAMES, ...LENGTH_NAMES].filter((name) => !seen.has(name))).toEqual([]);
});
