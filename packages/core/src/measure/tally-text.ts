import type { CountName, LengthName, Lengths, Tally } from './tally.ts';

/** A tally as it is stored: names, counts and sums as numbers, bins as pairs, customers with their replies. */
export type TallyText = string;

type Stored = {
  c?: Record<string, number>;
  l?: Record<string, [count: number, sum: number, max: number, ...bins: number[]]>;
  u?: Record<string, number>;
};

/** JSON, so that it can be looked at; parts that are empty are left out. Bins are in order, so that whoever asks for percentiles has little to sort. */
export function encodeTally({ counts, lengths, customers }: Tally): TallyText {
  const stored: Stored = {};
  if (counts.size > 0) stored.c = Object.fromEntries(counts);
  if (lengths.size > 0)
    stored.l = Object.fromEntries(
      [...lengths].map(([name, { count, sum, max, bins }]) => [name, [count, sum, max, ...[...bins].sort(([a], [b]) => a - b).flat()]]),
    );
  if (customers.size > 0) stored.u = Object.fromEntries(customers);
  return JSON.stringify(stored);
}

/** What `encodeTally` wrote. */
export function decodeTally(text: TallyText): Tally {
  const { c = {}, l = {}, u = {} } = JSON.parse(text) as Stored;
  const lengths = Object.entries(l).map(([name, [count, sum, max, ...pairs]]): [LengthName, Lengths] => {
    const bins = new Map<number, number>();
    for (let i = 0; i + 1 < pairs.length; i += 2) bins.set(pairs[i] ?? 0, pairs[i + 1] ?? 0);
    return [name as LengthName, { count, sum, max, bins }];
  });
  return { counts: new Map(Object.entries(c) as [CountName, number][]), lengths: new Map(lengths), customers: new Map(Object.entries(u)) };
}
