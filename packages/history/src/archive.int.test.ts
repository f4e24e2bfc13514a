import { type FreshDatabase, freshDatabase } from '@watchfloor/testing/private-servers';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { archiveEvents } from './archive-events.ts';
import { connectHistory, type History } from './connect.ts';
import { DayPartitions, listDayPartitions } from './day-partitions.ts';
import { DAY_MS, dayOf } from './fact-hours.ts';
import { type ArchivePage, type ArchiveRange, archivePage, readArchive, subjectEvents, withoutSorting } from './read-archive.ts';
import type { ArchiveRow } from './schema.ts';
import { sweepArchive } from './sweep-archive.ts';

const FLOOR = 'default/demo';
const DAY = Date.parse('2026-11-11T00:00:00Z');
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

const row = (part: Partial<ArchiveRow> & { at: number }): ArchiveRow => ({
  floor: FLOOR,
  rank: 4,
  source: '/chat',
  id: `m-${part.at}`,
  received: part.at,
  type: 'message.sent',
  subject: 'conv-1',
  data: '{"from":"agent","agentId":"a-1"}',
  ...part,
});
async function archive(...rows: ArchiveRow[]): Promise<number> {
  await new DayPartitions(db, 'archive').ensure(rows.map(({ at }) => dayOf(at)));
  return db.transaction().execute((trx) => archiveEvents(trx, rows));
}
const read = async (range: Omit<ArchiveRange, 'floorKey'> = {}) =>
  (await Array.fromAsync(readArchive(db, { floorKey: FLOOR, ...range }, 10))).flat();
async function empty(): Promise<void> {
  for (const { table } of await listDayPartitions(db, 'archive')) await sql`drop table ${sql.table(table)}`.execute(db);
}

type Plan = { 'Node Type': string; 'Relation Name'?: string; 'Index Name'?: string; Plans?: Plan[] };
const nodesOf = (plan: Plan): string[] => [plan['Node Type'], ...(plan.Plans ?? []).flatMap(nodesOf)];
const scansOf = (plan: Plan): Plan[] => [...(plan['Relation Name'] ? [plan] : []), ...(plan.Plans ?? []).flatMap(scansOf)];
/** What a query would read, and by which index; `sorts`: it would not read in the order that it is asked for. */
async function planned(query: ReturnType<typeof archivePage>) {
  const [answer] = (await query.explain('json')) as { 'QUERY PLAN': { Plan: Plan }[] }[];
  const plan = answer?.['QUERY PLAN'][0]?.Plan;
  if (!plan) throw new Error('no plan');
  const scans = scansOf(plan).map((scan) => [scan['Relation Name'], (scan.Plans?.[0] ?? scan)['Index Name']]);
  return { scans, sorts: nodesOf(plan).includes('Sort') };
}

const plannedPage = (page: ArchivePage) => withoutSorting(db, (trx) => planned(archivePage(trx, page)));

describe('the archive', () => {
  beforeEach(empty);

  test('keeps an event once, however often it is written, and what it was first', async () => {
    const event = row({ at: DAY + 5 });
    expect(await archive(event)).toBe(1);
    expect(await archive({ ...event, received: DAY + 900 }, row({ at: DAY + 6 }))).toBe(1);
    expect(await archive(row({ at: DAY + 5, source: '/other' }), row({ at: DAY + 5, floor: 'other/demo' }))).toBe(2);
    expect((await read())[0]).toEqual(event);
  });

  test('keeps any text and any number as it was', async () => {
    const odd = row({
      at: DAY,
      id: '"q",{\\n}\n亲👋',
      subject: 'NULL',
      received: -1,
      data: JSON.stringify({ text: '\0 \ud800 {"a":["\\"]} 什么时候发货?', at: 9_007_199_254_740_991 }),
    });
    await archive(odd, row({ at: DAY + 1, id: '', subject: '' }), row({ at: Date.parse('1999-08-10T09:00:00Z') }));
    expect(await read({ fromMs: DAY })).toEqual([odd, row({ at: DAY + 1, id: '', subject: '' })]);
  });

  test('gives a range in true order, page by page', async () => {
    const rows = Array.from({ length: 60 }, (_, n) =>
      row({ at: DAY + (n % 4) * 0.5 * DAY_MS, rank: n % 3, source: n % 2 ? '/a' : '/B', id: `id-${n}` }),
    );
    await archive(...rows.toReversed());
    const byBytes = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
    const wanted = rows
      .filter(({ at }) => at >= DAY + DAY_MS / 2 && at < DAY + 1.5 * DAY_MS)
      .sort((a, b) => a.at - b.at || a.rank - b.rank || byBytes(a.source, b.source) || byBytes(a.id, b.id));
    const range = { floorKey: FLOOR, fromMs: DAY + DAY_MS / 2, toMs: DAY + 1.5 * DAY_MS };
    const pages = await Array.fromAsync(readArchive(db, range, 7));
    expect(pages.every(({ length }) => length <= 7)).toBe(true);
    const found = pages.flat();
    expect(found).toEqual(wanted);
    expect(found).toHaveLength(30);
  });

  test('makes a partition a day, once, when several want it at the same moment', async () => {
    const days = [DAY, DAY + DAY_MS, dayOf(Date.parse('1999-08-10T12:00:00Z')), dayOf(-1)];
    await Promise.all([1, 2, 3].map(() => new DayPartitions(db, 'archive').ensure(days)));
    expect((await listDayPartitions(db, 'archive')).map(({ table, from, to }) => [table, to - from])).toEqual(
      ['1969-12-31', '1999-08-10', '2026-11-11', '2026-11-12'].map((day) => [`archive_${day}`, DAY_MS]),
    );
  });

  test('takes events of any time, and does not make ever more partitions for them', async () => {
    const days = new DayPartitions(db, 'archive', 2);
    const odd = [-62_167_305_600_000, -1, 5, DAY + DAY_MS, DAY + 3 * DAY_MS, 253_402_300_799_999];
    await days.ensure([DAY, DAY + 2 * DAY_MS]);
    await days.ensure(odd.map(dayOf));
    expect(await listDayPartitions(db, 'archive')).toEqual([
      { table: 'archive_beginning', from: -Infinity, to: DAY },
      { table: 'archive_2026-11-11', from: DAY, to: DAY + DAY_MS },
      { table: 'archive_2026-11-12', from: DAY + DAY_MS, to: DAY + 2 * DAY_MS },
      { table: 'archive_2026-11-13', from: DAY + 2 * DAY_MS, to: DAY + 3 * DAY_MS },
      { table: 'archive_2026-11-14', from: DAY + 3 * DAY_MS, to: Infinity },
    ]);
    expect(await archive(...odd.map((at) => row({ at })))).toBe(6);
    expect((await read()).map(({ at }) => at)).toEqual(odd);
  });

  test('the export of a day of which nothing is known yet reads along its key too', async () => {
    await new DayPartitions(db, 'archive').ensure([DAY]);
    await sql`
      insert into archive select ${FLOOR}, ${DAY}::bigint + n, 4, '/chat', 'm-' || n, 0, 'message.sent', 'conv-' || n / 10, '{}'
      from generate_series(0, 199999) as n`.execute(db);
    const after = { at: DAY + 5, rank: 4, source: '/chat', id: 'm' };
    const page = { floorKey: FLOOR, after, limit: 1_000 };
    expect(await plannedPage(page)).toEqual({
      scans: [['archive_2026-11-11', 'archive_2026-11-11_pkey']],
      sorts: false,
    });
  });

  test('lets a day be made while somebody reads all of it, as a back-up does', async () => {
    await archive(row({ at: DAY }));
    await db.transaction().execute(async (trx) => {
      await sql`lock table archive in access share mode`.execute(trx);
      await sql`select * from archive`.execute(trx);
      expect(await archive(row({ at: DAY + DAY_MS }))).toBe(1);
    });
  });
});

describe('sweeping the archive', () => {
  const retention = { before: DAY + 90 * DAY_MS, floors: new Set([FLOOR, 'default/second']) };
  const days = async () => (await listDayPartitions(db, 'archive')).map(({ table }) => table.slice('archive_'.length));
  const left = async () => (await db.selectFrom('archive').select('id').orderBy('id').execute()).map(({ id }) => id);
  beforeEach(empty);

  test('drops the days that are over, with all their floors', async () => {
    const last = DAY + 90 * DAY_MS;
    await archive(row({ at: DAY, id: 'a' }), row({ at: DAY + 5, id: 'b', floor: 'default/second' }), row({ at: last - 1, id: 'c' }));
    await archive(row({ at: last, id: 'd' }), row({ at: DAY + 30 * DAY_MS, id: 'e' }));
    expect(await sweepArchive(db, { ...retention, before: last - 5 })).toEqual({
      dropped: ['archive_2026-11-11', 'archive_2026-12-11'],
      deleted: 0,
    });
    expect(await sweepArchive(db, { ...retention, before: last })).toEqual({ dropped: ['archive_2027-02-08'], deleted: 0 });
    expect([await days(), await left()]).toEqual([['2027-02-09'], ['d']]);
  });

  test('keeps what was replayed, and what came in late, and takes the rest of their days', async () => {
    const late = { received: retention.before };
    const ours = Array.from({ length: 12_000 }, (_, n) => row({ at: DAY + n, id: `live-${n}` }));
    await archive(row({ at: DAY, id: 'replayed', floor: 'default/replay' }), row({ at: DAY + 7, id: 'late', ...late }), ...ours);
    await archive(row({ at: DAY + DAY_MS, id: 'only-replayed', floor: 'default/replay' }));
    await archive(row({ at: DAY + 2 * DAY_MS, id: 'only-late', ...late }));
    expect(await sweepArchive(db, retention)).toEqual({ dropped: [], deleted: 12_000 });
    expect(await left()).toEqual(['late', 'only-late', 'only-replayed', 'replayed']);
    expect(await sweepArchive(db, retention)).toEqual({ dropped: [], deleted: 0 });
    const later = { ...retention, before: retention.before + DAY_MS };
    expect(await sweepArchive(db, later)).toEqual({ dropped: ['archive_2026-11-13'], deleted: 1 });
    expect(await left()).toEqual(['only-replayed', 'replayed']);
  });

  test('waits for nobody who reads long: it fails, and the next time all goes', async () => {
    await archive(row({ at: DAY }));
    await db.transaction().execute(async (trx) => {
      await sql`select * from archive`.execute(trx);
      await expect(sweepArchive(db, retention)).rejects.toMatchObject({ code: '55P03' });
    });
    expect(await sweepArchive(db, retention)).toEqual({ dropped: ['archive_2026-11-11'], deleted: 0 });
    expect(await archive(row({ at: DAY }))).toBe(1);
  });
});

describe('with a year of partitions', () => {
  const FLOORS = [FLOOR, ...Array.from({ length: 3 }, (_, n) => `default/floor-${n}`)];
  const EACH = 300;

  beforeAll(async () => {
    await empty();
    const first = DAY - 364 * DAY_MS;
    await new DayPartitions(db, 'archive').ensure(Array.from({ length: 365 }, (_, n) => first + n * DAY_MS));
    // Thirty conversations a floor and day, ten events a conversation.
    await sql`
      insert into archive select floor, ${first}::bigint + n / ${EACH} * ${DAY_MS}::bigint + n % ${EACH} * 250000, 4, '/chat', 'm-' || n, 0,
        'message.sent', 'conv-' || n / 10, '{"from":"agent","agentId":"a-1","text":"什么时候发货?"}'
      from generate_series(0, ${365 * EACH - 1}) as n, unnest(${FLOORS}::text[]) as floor`.execute(db);
    await sql`analyze archive`.execute(db);
  }, 120_000);

  test('the export of a day reads the key of that day, also in the middle of it', async () => {
    const range = { floorKey: FLOOR, fromMs: DAY - DAY_MS, toMs: DAY, limit: 50 };
    const alongTheKey = { scans: [['archive_2026-11-10', 'archive_2026-11-10_pkey']], sorts: false };
    expect(await plannedPage(range)).toEqual(alongTheKey);
    const after = { at: DAY - DAY_MS / 2, rank: 4, source: '/chat', id: 'm' };
    expect(await plannedPage({ ...range, after })).toEqual(alongTheKey);
  });

  test('the events of a subject in some days are found by their index, in those days only', async () => {
    const range = { floorKey: FLOOR, subject: 'conv-10949', fromMs: DAY - DAY_MS, toMs: DAY + DAY_MS };
    expect((await planned(subjectEvents(db, range))).scans).toEqual(
      ['archive_2026-11-10', 'archive_2026-11-11'].map((table) => [table, `${table}_floor_subject_at_idx`]),
    );
    const rows = await subjectEvents(db, range).execute();
    expect(rows.map(({ at }) => at)).toEqual(Array.from({ length: 10 }, (_, n) => DAY + (290 + n) * 250_000));
  });

  test('the events of a subject at any time are found by their index in each day', async () => {
    const { scans: found } = await planned(subjectEvents(db, { floorKey: FLOOR, subject: 'conv-10949' }));
    expect(found).toHaveLength(365);
    expect(found.every(([table, index]) => index === `${table}_floor_subject_at_idx`)).toBe(true);
  });
});
