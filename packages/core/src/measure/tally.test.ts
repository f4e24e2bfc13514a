import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Measure } from './measures-of.ts';
import { addMeasure, emptyTally, isEmptyTally, mergeTally, type Tally } from './tally.ts';
import { decodeTally, encodeTally } from './tally-text.ts';

const names = fc.constantFrom('conversations', 'hit30', 'miss180', 'onlineMs');
const counted = fc
  .tuple(names, fc.integer({ min: 1, max: 1e9 }))
  .map(([name, n]): Measure => ({ subject: 'f:', at: 0, kind: 'count', name, n }));
const lasted = fc
  .tuple(fc.constantFrom('response', 'firstResponse', 'handleTime'), fc.nat(1e8))
  .map(([name, ms]): Measure => ({ subject: 'f:', at: 0, kind: 'length', name, ms }));
const customer = fc
  .constantFrom('c-1', 'c-2', '__proto__', '顾客"\\', '\ud800')
  .map((id): Measure => ({ subject: 'f:', at: 0, kind: 'customer', id }));
const measures = fc.array(fc.oneof(counted, lasted, customer), { maxLength: 40 });

const tallyOf = (list: readonly Measure[]): Tally => {
  const tally = emptyTally();
  for (const measure of list) addMeasure(tally, measure);
  return tally;
};
/** Without the greatest lengths, which are never taken back. */
const withoutMax = ({ counts, lengths, customers }: Tally) => ({
  counts,
  customers,
  lengths: new Map([...lengths].map(([name, { count, sum, bins }]) => [name, { count, sum, bins }])),
});

test('tallies of two spans add up to that of both', () => {
  fc.assert(
    fc.property(measures, measures, (a, b) => {
      const total = tallyOf(a);
      mergeTally(total, tallyOf(b));
      expect(total).toEqual(tallyOf([...a, ...b]));
    }),
  );
});

test('the order in which tallies are put together does not matter', () => {
  fc.assert(
    fc.property(measures, measures, measures, (a, b, c) => {
      const [left, right] = [tallyOf(a), tallyOf(c)];
      for (const part of [b, c]) mergeTally(left, tallyOf(part));
      for (const part of [b, a]) mergeTally(right, tallyOf(part));
      expect(left).toEqual(right);
    }),
  );
});

test('what was added can be taken back, measure by measure or as a tally', () => {
  fc.assert(
    fc.property(measures, measures, (a, b) => {
      const [one, all] = [tallyOf([...a, ...b]), tallyOf([...a, ...b])];
      for (const measure of b) addMeasure(one, measure, -1);
      mergeTally(all, tallyOf(b), -1);
      expect(withoutMax(one)).toEqual(withoutMax(tallyOf(a)));
      expect(withoutMax(all)).toEqual(withoutMax(tallyOf(a)));
      for (const measure of a) addMeasure(one, measure, -1);
      expect(isEmptyTally(one)).toBe(true);
    }),
  );
});

test('merging leaves the part as it was', () => {
  fc.assert(
    fc.property(measures, measures, (a, b) => {
      const [total, part] = [tallyOf(a), tallyOf(b)];
      mergeTally(total, part);
      mergeTally(total, tallyOf(a));
      expect(part).toEqual(tallyOf(b));
    }),
  );
});

test('a tally that was written down is the same again', () => {
  fc.assert(
    fc.property(measures, (list) => {
      const tally = tallyOf(list);
      expect(decodeTally(encodeTally(tally))).toEqual(tally);
    }),
  );
});
