import { type FreshDatabase, freshDatabase } from '@watchfloor/testing/private-servers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectHistory, type History } from './connect.ts';
import { countIgnoredEvents, type IgnoredPlace, listIgnoredEvents } from './ignored-events.ts';
import { insertRows } from './insert-rows.ts';
import { sweepIgnoredEvents } from './sweep-ignored-events.ts';

const AT = Date.parse('2026-11-11T02:00:00Z');
let database: FreshDatabase;
let db: History;

beforeAll(async () => {
  database = await freshDatabase();
  db = connectHistory({ url: database.url, name: 'test' });
});
afterAll(async () => {
  await db.destroy();
  await database.stop();
});

type Put = { floor: string; ids: number[]; at?: (n: number) => number; notedAt?: number };
const put = ({ floor, ids, at = (n) => AT + n, notedAt = AT }: Put) =>
  db.transaction().execute((trx) =>
    insertRows(
      trx,
      'ignored_events',
      ids.map((n) => ({
        floor,
        at: at(n),
        source: n % 2 ? '/B' : '/a',
        event_id: `e${n}`,
        type: 'conversation.closed',
        subject: `c${n}`,
        reason: n % 3 ? 'often' : 'now and then',
        noted_at: notedAt,
      })),
    ),
  );
const idsOf = async (floorKey: string) => (await listIgnoredEvents(db, { floorKey, limit: 500 })).items.map(({ id }) => id);
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

test('pages go from the newest to the oldest, each event once, also many of one instant', async () => {
  const floorKey = 'default/paged';
  await put({ floor: floorKey, ids: upTo(20), at: (n) => AT + Math.floor(n / 8) });
  await put({ floor: 'other/paged', ids: upTo(3) });
  const seen: string[] = [];
  let after: IgnoredPlace | undefined;
  do {
    const page = await listIgnoredEvents(db, { floorKey, limit: 3, after });
    expect(page.items.length).toBe(seen.length === 18 ? 2 : 3);
    seen.push(...page.items.map(({ id }) => id));
    after = page.next ?? undefined;
  } while (after);
  expect(seen).toEqual(await idsOf(floorKey));
  expect(new Set(seen).size).toBe(20);
});

test('a range is half-open, a reason leaves the counts as they are', async () => {
  const floorKey = 'default/ranged';
  await put({ floor: floorKey, ids: upTo(10) });
  const range = { floorKey, fromMs: AT + 2, toMs: AT + 7 };
  expect((await listIgnoredEvents(db, { ...range, limit: 9 })).items.map(({ id }) => id)).toEqual(['e6', 'e5', 'e4', 'e3', 'e2']);
  const { items, next } = await listIgnoredEvents(db, { ...range, reason: 'now and then', limit: 2 });
  expect([items.map(({ at, source, subject }) => [at, source, subject]), next]).toEqual([
    [
      [AT + 6, '/a', 'c6'],
      [AT + 3, '/B', 'c3'],
    ],
    null,
  ]);
  expect(await countIgnoredEvents(db, range)).toEqual([
    { reason: 'often', count: 3 },
    { reason: 'now and then', count: 2 },
  ]);
});

test('the sweep takes what was noted too long ago, and of a floor all but the newest', async () => {
  await put({ floor: 'default/old', ids: [1, 2], notedAt: AT - 1 });
  await put({ floor: 'default/old', ids: [3], notedAt: AT });
  await put({ floor: 'default/many', ids: upTo(40) });
  await put({ floor: 'default/few', ids: upTo(25) });
  expect(await sweepIgnoredEvents(db, { before: AT, perFloor: 25 })).toBe(2 + 15);
  expect(await idsOf('default/old')).toEqual(['e3']);
  expect(await idsOf('default/few')).toHaveLength(25);
  const kept = await idsOf('default/many');
  expect([kept.length, kept[0], kept.at(-1)]).toEqual([25, 'e39', 'e15']);
  expect(await sweepIgnoredEvents(db, { before: AT, perFloor: 25 })).toBe(0);
});
