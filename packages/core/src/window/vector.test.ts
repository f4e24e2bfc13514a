import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addAll, addTo, compact, decodeVector, emptyVector, encodeVector, type Vector } from './vector.ts';

const additions = fc.array(fc.tuple(fc.nat(40), fc.integer({ min: -5_000_000_000, max: 5_000_000_000 })), { maxLength: 300 });

const vectorOf = (all: [number, number][]): Vector => {
  const vector = emptyVector();
  for (const [code, n] of all) addTo(vector, code, n);
  return vector;
};
const totalsOf = (...vectors: Vector[]): Map<number, number> => {
  const totals = new Map<number, number>();
  for (const vector of vectors) addAll(totals, vector);
  return new Map([...totals].sort(([a], [b]) => a - b));
};
/** The slow obvious way. */
function plain(all: [number, number][]): Map<number, number> {
  const codes = [...new Set(all.map(([code]) => code))].sort((a, b) => a - b);
  const sums = codes.map((code): [number, number] => [code, all.reduce((sum, [c, n]) => (c === code ? sum + n : sum), 0)]);
  return new Map(sums.filter(([, n]) => n !== 0));
}

describe('a vector', () => {
  test('holds the sum of what was added under each code, however much that was', () => {
    fc.assert(fc.property(additions, (all) => void expect(totalsOf(vectorOf(all))).toEqual(plain(all))));
  });

  test('comes back from its text and from being put together as it was', () => {
    fc.assert(
      fc.property(additions, (all) => {
        const vector = vectorOf(all);
        expect(totalsOf(decodeVector(encodeVector(vector)))).toEqual(plain(all));
        expect(totalsOf(compact(vector))).toEqual(plain(all));
      }),
    );
  });

  test('loses what is taken out of it', () => {
    fc.assert(
      fc.property(additions, additions, (first, second) => {
        const totals = totalsOf(vectorOf([...first, ...second]));
        addAll(totals, vectorOf(second), -1);
        expect(totals).toEqual(plain(first));
      }),
    );
  });

  test('of nothing is no text', () => {
    expect(
      encodeVector(
        vectorOf([
          [7, 1],
          [7, -1],
        ]),
      ),
    ).toBe('');
    expect(
      encodeVector(
        vectorOf([
          [36, 5],
          [1, 1],
        ]),
      ),
    ).toBe('10=5,1');
  });
});
