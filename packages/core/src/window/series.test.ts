import { WindowName, windowMs } from '@watchfloor/contracts/live';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binCode, sumCode } from './codes.ts';
import { Series } from './series.ts';

const WINDOWS = WindowName.options;
const T = 1_800_000_000_000;
/** The day turns 40 min later. */
const TURN = T / 1000 + 2_400;
const dayOf = (to: number): number => (to > TURN ? TURN : TURN - 86_400);

function add(series: Series, { at, ms }: Sample, sign: 1 | -1 = 1): void {
  const second = Math.floor(at / 1000);
  series.add(second, sumCode('response'), sign * ms);
  series.add(second, binCode('response', ms), sign);
}
const advance = (series: Series, to: number): boolean => series.advance(to, dayOf(to));

type Sample = { at: number; ms: number };

const samples = fc.record({ at: fc.integer({ min: 0, max: 5_400_000 }).map((ms) => T + ms), ms: fc.integer({ min: 0, max: 2_000_000 }) });
type Step = { kind: 'add'; sample: Sample } | { kind: 'take back'; which: number } | { kind: 'advance'; to: number };
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: samples.map((sample) => ({ kind: 'add' as const, sample })) },
  { weight: 1, arbitrary: fc.nat(1_000).map((which) => ({ kind: 'take back' as const, which })) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 5_500 }).map((s) => ({ kind: 'advance' as const, to: T / 1000 + s })) },
);

/** The slow obvious way: every sample whose second lies in [to - length, to), or in [day's start, to). */
function inWindow(all: Sample[], name: WindowName, to: number): number[] {
  const from = name === 'today' ? dayOf(to) : to - windowMs[name] / 1000;
  return all.filter(({ at }) => Math.floor(at / 1000) >= from && Math.floor(at / 1000) < to).map(({ ms }) => ms);
}

const nearestRank = (sorted: number[], q: number): number => sorted[Math.ceil(q * sorted.length) - 1] ?? Number.NaN;
/** Whole milliseconds: what is rounded to a millisecond is right. */
const isNear = (got: number, exact: number): boolean => Math.abs(got - exact) <= Math.max(0.5, exact * 0.01);

function expectEqualsOracle(series: Series, all: Sample[], to: number): void {
  for (const name of WINDOWS) {
    const expected = inWindow(all, name, to).sort((a, b) => a - b);
    const got = series.figures(name).response;
    const sum = expected.reduce((total, ms) => total + ms, 0);
    expect(got.count).toBe(expected.length);
    expect(got.avgMs).toBe(expected.length === 0 ? null : Math.floor((2 * sum + expected.length) / (2 * expected.length)));
    if (expected.length === 0) expect(got.maxMs).toBeNull();
    else expect(isNear(got.maxMs ?? Number.NaN, expected.at(-1) ?? 0)).toBe(true);
    for (const [value, q] of [
      [got.p50Ms, 0.5],
      [got.p90Ms, 0.9],
      [got.p95Ms, 0.95],
      [got.p99Ms, 0.99],
    ] as const) {
      if (expected.length < 5) expect(value).toBeNull();
      else
        expect(
          isNear(value ?? Number.NaN, nearestRank(expected, q)),
          `${name} p${q * 100}: ${value}, exact ${nearestRank(expected, q)}`,
        ).toBe(true);
    }
  }
}

describe('a series', () => {
  test('equals a plain count over its samples, in any order of adding, taking back and advancing', () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 120 }), (story) => {
        const series = new Series();
        const live: Sample[] = [];
        let to = Number.NEGATIVE_INFINITY;
        for (const step of story) {
          if (step.kind === 'add') {
            add(series, step.sample);
            live.push(step.sample);
          } else if (step.kind === 'advance') {
            to = Math.max(to, step.to);
            series.advance(step.to, dayOf(to));
          } else if (live.length > 0) {
            const [gone] = live.splice(step.which % live.length, 1);
            if (gone) add(series, gone, -1);
          }
          if (Number.isFinite(to)) expectEqualsOracle(series, live, to);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('says that a figure may have changed whenever it has', () => {
    fc.assert(
      fc.property(
        fc.array(samples, { maxLength: 40 }),
        fc.array(fc.integer({ min: 0, max: 5_500 }), { minLength: 1, maxLength: 20 }),
        (all, ends) => {
          const series = new Series();
          for (const sample of all) add(series, sample);
          advance(series, T / 1000);
          let before = WINDOWS.map((name) => series.figures(name).response);
          for (const end of ends.sort((a, b) => a - b)) {
            const changed = advance(series, T / 1000 + end);
            const after = WINDOWS.map((name) => series.figures(name).response);
            if (!changed) expect(after).toEqual(before);
            before = after;
          }
        },
      ),
    );
  });

  test('takes the first second of a window in and its end out', () => {
    const series = new Series();
    add(series, { at: T, ms: 1_000 });
    add(series, { at: T + 59_999, ms: 2_000 });
    add(series, { at: T + 60_000, ms: 3_000 });
    advance(series, T / 1000 + 60);
    expect(series.figures('1m').response).toMatchObject({ count: 2, avgMs: 1_500 });
    advance(series, T / 1000 + 61);
    expect(series.figures('1m').response).toMatchObject({ count: 2, avgMs: 2_500 });
    advance(series, T / 1000 + 60);
    expect(series.figures('1m').response).toMatchObject({ count: 2, avgMs: 2_500 });
  });
});
