import { type WindowName, windowMs } from '@watchfloor/contracts/live';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addToBucket, decodeBucket, emptyBucket, encodeBucket, mergeBucket } from './bucket.ts';
import { Series } from './series.ts';

const WINDOWS = Object.keys(windowMs) as WindowName[];
const T = 1_800_000_000_000;

type Sample = { at: number; ms: number };

const samples = fc.record({ at: fc.integer({ min: 0, max: 5_400_000 }).map((ms) => T + ms), ms: fc.integer({ min: 0, max: 2_000_000 }) });
type Step = { kind: 'add'; sample: Sample } | { kind: 'take back'; which: number } | { kind: 'advance'; to: number };
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: samples.map((sample) => ({ kind: 'add' as const, sample })) },
  { weight: 1, arbitrary: fc.nat(1_000).map((which) => ({ kind: 'take back' as const, which })) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 5_500 }).map((s) => ({ kind: 'advance' as const, to: T / 1000 + s })) },
);

/** The slow obvious way: every sample whose second lies in [to - length, to). */
function inWindow(all: Sample[], name: WindowName, to: number): number[] {
  const from = to - windowMs[name] / 1000;
  return all.filter(({ at }) => Math.floor(at / 1000) >= from && Math.floor(at / 1000) < to).map(({ ms }) => ms);
}

const nearestRank = (sorted: number[], q: number): number => sorted[Math.ceil(q * sorted.length) - 1] ?? Number.NaN;
/** Whole milliseconds: what is rounded to a millisecond is right. */
const isNear = (got: number, exact: number): boolean => Math.abs(got - exact) <= Math.max(0.5, exact * 0.01);

function expectEqualsOracle(series: Series, all: Sample[], to: number): void {
  for (const name of WINDOWS) {
    const expected = inWindow(all, name, to).sort((a, b) => a - b);
    const got = series.query(name);
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
            series.add(step.sample.at, step.sample.ms);
            live.push(step.sample);
          } else if (step.kind === 'advance') {
            series.advance(step.to);
            to = Math.max(to, step.to);
          } else if (live.length > 0) {
            const [gone] = live.splice(step.which % live.length, 1);
            if (gone) series.add(gone.at, gone.ms, -1);
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
          for (const { at, ms } of all) series.add(at, ms);
          series.advance(T / 1000);
          let before = WINDOWS.map((name) => series.query(name));
          for (const end of ends.sort((a, b) => a - b)) {
            const changed = series.advance(T / 1000 + end);
            const after = WINDOWS.map((name) => series.query(name));
            if (!changed) expect(after).toEqual(before);
            before = after;
          }
        },
      ),
    );
  });

  test('takes the first second of a window in and its end out', () => {
    const series = new Series();
    series.add(T, 1_000);
    series.add(T + 59_999, 2_000);
    series.add(T + 60_000, 3_000);
    series.advance(T / 1000 + 60);
    expect(series.query('1m')).toMatchObject({ count: 2, avgMs: 1_500 });
    series.advance(T / 1000 + 61);
    expect(series.query('1m')).toMatchObject({ count: 2, avgMs: 2_500 });
    series.advance(T / 1000 + 60);
    expect(series.query('1m')).toMatchObject({ count: 2, avgMs: 2_500 });
  });
});

describe('a bucket', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 10_000_000 }), { maxLength: 30 });

  test('comes back from its text as it was', () => {
    fc.assert(
      fc.property(lengths, (all) => {
        const bucket = emptyBucket();
        for (const ms of all) addToBucket(bucket, ms, 1);
        expect(decodeBucket(encodeBucket(bucket))).toEqual(bucket);
      }),
    );
  });

  test('is the same however its samples are cut into parts, and loses a part that is taken out', () => {
    fc.assert(
      fc.property(lengths, lengths, (first, second) => {
        const of = (all: number[]) => {
          const bucket = emptyBucket();
          for (const ms of all) addToBucket(bucket, ms, 1);
          return bucket;
        };
        const total = of(first);
        mergeBucket(total, of(second), 1);
        const sorted = ({ count, sum, bins }: typeof total) => ({ count, sum, bins: [...bins].sort(([a], [b]) => a - b) });
        expect(sorted(total)).toEqual(sorted(of([...second, ...first])));
        mergeBucket(total, of(second), -1);
        expect(sorted(total)).toEqual(sorted(of(first)));
      }),
    );
  });
});
