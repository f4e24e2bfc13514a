import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ownerOf } from './owner-of.ts';

const partitions = Array.from({ length: 64 }, (_, number) => number);
const keepers = fc.uniqueArray(
  fc.uuid().map((id) => `host:12:${id}`),
  { minLength: 1, maxLength: 8 },
);
const share = (live: string[]) => partitions.map((partition) => ownerOf(partition, live));

describe('a partition', () => {
  test('belongs to nobody when nobody lives', () => expect(ownerOf(3, [])).toBeNull());

  test('belongs to one of the live keepers, the same in whatever order they are known', () =>
    fc.assert(
      fc.property(
        keepers.chain((live) => fc.tuple(fc.constant(live), fc.shuffledSubarray(live, { minLength: live.length }))),
        ([live, shuffled]) => {
          expect(share(shuffled)).toEqual(share(live));
          for (const owner of share(live)) expect(live).toContain(owner);
        },
      ),
    ));

  test('moves only to a keeper that comes, or away from one that goes', () =>
    fc.assert(
      fc.property(keepers, (live) => {
        const [gone, ...rest] = live;
        const [all, fewer] = [share(live), share(rest)];
        for (const partition of partitions) if (all[partition] !== gone) expect(fewer[partition]).toBe(all[partition]);
      }),
    ));
});

test.each([2, 3, 5, 8])('%i keepers share evenly', (count) => {
  const live = Array.from({ length: count }, () => `host:${randomUUID()}`);
  const counts = new Map<string | null, number>();
  for (let partition = 0; partition < 10_000; partition++) {
    const owner = ownerOf(partition, live);
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  for (const keeper of live) expect(counts.get(keeper)).toBeGreaterThan((10_000 / count) * 0.85);
});
