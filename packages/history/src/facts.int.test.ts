import { type FreshDatabase, freshDatabase } from '@watchfloor/testing/private-servers';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectHistory, type History } from './connect.ts';
import { DayPartitions, listDayPartitions } from './day-partitions.ts';
import { DAY_MS, HOUR_MS, touchHours } from './fact-hours.ts';
import { insertEarlyFacts, insertFacts } from './fact-rows.ts';
import type { FactRow } from './schema.ts';
import { sweepFacts } from './sweep-facts.ts';

const FIRST = Date.parse('2025-11-11T00:00:00Z');
const DAYS = 365;
const FEW = 100;
const LIVE = 'default/demo';
const REPLAY = 'default/replay';

let database: FreshDatabase;
let db: History;

const row = (floor: string, at: number, i: number): FactRow => ({
  floor,
  at,
  key: `key-${i}`,
  type: 'customer.answered',
  agent_id: `agent-${i % 7}`,
  conversation_id: `conv-${i % 50}`,
  customer_id: `c-${i}`,
  body: JSON.stringify({ about: 'x'.repeat(300) }),
});

/** Days with so many facts that looking through all of them costs more than an index. */
const BUSY = { from: 100, to: 103 };

/** A year of days, in each some facts of a live floor; every tenth day one of a replayed one too. */
beforeAll(async () => {
  database = await freshDatabase();
  db = connectHistory({ url: database.url, name: 'test' });
  const days = Array.from({ length: DAYS }, (_, i) => FIRST + i * DAY_MS);
  await new DayPartitions(db, 'facts').ensure(days);
  await db.transaction().execute(async (trx) => {
    for (const [n, day] of days.entries()) {
      const many = n >= BUSY.from && n < BUSY.to ? 4_000 : FEW;
      const rows = Array.from({ length: many }, (_, i) => row(LIVE, day + (i % 24) * HOUR_MS + i, i));
      await insertFacts(trx, n % 10 === 0 ? [...rows, row(REPLAY, day, 1)] : rows);
      await insertEarlyFacts(trx, [{ floor: LIVE, day, at: day + DAY_MS + 1, key: 'k', first_at: day, body: '{}' }]);
      await touchHours(trx, new Map([[LIVE, new Set([day])]]));
    }
  });
  await sql`analyze`.execute(db);
}, 120_000);
afterAll(async () => {
  await db.destroy();
  await database.stop();
});

/** The tables that a query looks at, and how. */
async function planOf(query: ReturnType<typeof sql>): Promise<{ partitions: number; sequential: boolean }> {
  const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${query}`.execute(db);
  const lines = rows.map((each) => each['QUERY PLAN']);
  return {
    partitions: new Set(lines.flatMap((line) => line.match(/facts_\d{4}-\d\d-\d\d(?=")/g) ?? [])).size,
    sequential: lines.some((line) => line.includes('Seq Scan')),
  };
}

describe('with a year of partitions', () => {
  const [from, to] = [FIRST + BUSY.from * DAY_MS, FIRST + (BUSY.from + 1) * DAY_MS];

  test('the facts of a day are found in its partition, by the key', async () => {
    const page = sql`select at, key, body from facts where floor = ${LIVE} and at >= ${sql.lit(from)} and at < ${sql.lit(to)} order by at, key limit 100`;
    expect(await planOf(page)).toEqual({ partitions: 1, sequential: false });
    const next = sql`select at, key, body from facts where floor = ${LIVE} and (at, key) > (${sql.lit(from + 5)}, ${'k'}) and at >= ${sql.lit(from + 5)}
      and at < ${sql.lit(to)} order by at, key limit 100`;
    expect(await planOf(next)).toEqual({ partitions: 1, sequential: false });
  });

  test('those of a conversation in some days by its index, in these days only', async () => {
    const some = sql`select body from facts where floor = ${LIVE} and conversation_id = ${'conv-7'}
      and at >= ${sql.lit(from)} and at < ${sql.lit(from + 3 * DAY_MS)}`;
    expect(await planOf(some)).toEqual({ partitions: 3, sequential: false });
  });

  test('a fact that is taken back is looked for in its day only', async () => {
    const gone = sql`delete from facts as held using unnest(${[LIVE]}::text[], ${[from]}::bigint[], ${['key-0']}::text[]) as gone (floor, at, key)
      where held.floor = gone.floor and held.at = gone.at and held.key = gone.key and held.at between ${sql.lit(from)} and ${sql.lit(from)}`;
    expect(await planOf(gone)).toMatchObject({ partitions: 1 });
  });
});

describe('sweeping facts', () => {
  const count = async (table: string, floor: string) => {
    const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)} where floor = ${floor}`.execute(db);
    return rows[0]?.n;
  };

  test('takes whole days away, and of days with replayed facts the others’ share', async () => {
    const before = FIRST + 30 * DAY_MS + 1;
    expect(await sweepFacts(db, { before, floors: [LIVE] })).toMatchObject({ deleted: 3 * FEW + 30 });
    expect(await listDayPartitions(db, 'facts')).toHaveLength(DAYS - 27);
    expect(await count('facts', LIVE)).toBe((DAYS - 33) * FEW + 3 * 4_000);
    expect(await count('facts', REPLAY)).toBe(37);
    expect(await count('fact_hours', LIVE)).toBe(DAYS - 30);
    expect(await count('early_facts', LIVE)).toBe(DAYS - 30);
  });

  test('has nothing to do a second time, and without live floors', async () => {
    expect(await sweepFacts(db, { before: FIRST + 30 * DAY_MS, floors: [LIVE] })).toEqual({ dropped: [], deleted: 0 });
    expect(await sweepFacts(db, { before: FIRST + DAYS * DAY_MS, floors: [] })).toEqual({ dropped: [], deleted: 0 });
  });
});
