import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact } from '@watchfloor/contracts/fact';
import type { MetricsRow } from '@watchfloor/contracts/metrics';
import { markCustomers, marksOfOrders } from '@watchfloor/history/cohort-marks';
import { talkFacts } from '@watchfloor/history/cohort-stories';
import { connectHistory, type History } from '@watchfloor/history/connect';
import { DayPartitions } from '@watchfloor/history/day-partitions';
import { DAY_MS } from '@watchfloor/history/fact-hours';
import { readPositions } from '@watchfloor/history/ledger-positions';
import { type MetricsRequest, queryMetrics } from '@watchfloor/history/metrics';
import { keepOrderEvents } from '@watchfloor/history/order-events';
import { sweepCohorts } from '@watchfloor/history/sweep-cohorts';
import { type FreshDatabase, freshDatabase } from '@watchfloor/testing/private-servers';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { orderEventRow } from '../src/order-event-row.ts';
import { refreshCohorts } from '../src/refresh-cohorts.ts';
import { writeEntries } from '../src/write-entries.ts';
import { answered, assigned, closed, entryOf, FLOOR, ms, opened } from './facts.ts';

let database: FreshDatabase;
let db: History;
let written = 0;

beforeAll(async () => {
  database = await freshDatabase();
  db = connectHistory({ url: database.url, name: 'test' });
});
afterAll(async () => {
  await db.destroy();
  await database.stop();
});

/** A floor of the test's own, so that no test sees another's customers. */
let floor = FLOOR;
beforeEach((context) => {
  floor = `default/${context.task.id}`;
});

const day = (time: string, date = '2026-11-11') => ms(`${date}T${time}Z`);
const NEXT_YEAR = ms('2027-11-11T00:00:00Z');

type Told = { facts?: Fact[]; retracts?: Fact[] };
async function tell({ facts = [], retracts = [] }: Told): Promise<void> {
  written += 1;
  await writeEntries(db, [entryOf(facts, { floor, id: `${written}-1`, retracts })], await readPositions(db, 1));
}

type OrderType = Extract<LoggedEvent['type'], `order.${string}`>;
type About = { amount?: string; currency?: string; items?: number; kind?: 'full' | 'deposit' | 'balance'; orderId?: string };
/** Something that happened to an order of a customer, as the archive takes it in. */
const order = (
  type: OrderType,
  at: number,
  customerId: string,
  { amount = '100.00', currency = 'CNY', orderId = `o-${customerId}`, ...more }: About = {},
) =>
  ({
    floor,
    source: '/shop',
    id: `${type}-${at}-${orderId}`,
    subject: orderId,
    time: at,
    received: at,
    type,
    data: { orderId, customerId, amount, currency, ...more },
  }) as LoggedEvent;

async function keep(...events: LoggedEvent[]): Promise<void> {
  const rows = events.flatMap((event) => orderEventRow(event) ?? []);
  await db.transaction().execute(async (trx) => {
    await keepOrderEvents(trx, rows);
    await markCustomers(trx, marksOfOrders(rows));
  });
}

/** A customer's episode before a sale, answered by an agent after ten seconds. */
const asks = (customerId: string, at: number, agentId = 'a'): Fact[] => {
  const ids = { episodeId: `e-${customerId}-${at}`, conversationId: `conv-${customerId}`, customerId };
  const cut = { agentId, teamId: 'east', shopId: 's1', channel: 'tmall' };
  return [
    opened({ ...ids, at, intent: 'presales', cut: { ...cut, agentId: null } }),
    assigned({ ...ids, at: at + 1_000, holdId: `h-${customerId}-${at}`, cut }),
    answered({ ...ids, at: at + 10_000, replyId: `r-${customerId}-${at}`, cut }),
  ];
};

async function refresh(now = NEXT_YEAR): Promise<number> {
  let customers = 0;
  for (let more = true; more; ) {
    const done = await refreshCohorts(db, now);
    customers += done?.customers ?? 0;
    more = done?.more ?? true;
  }
  return customers;
}

/** Figures of 2026-11-11, UTC unless asked otherwise. */
function figures(request: Partial<MetricsRequest> & { from?: string; to?: string } = {}): Promise<MetricsRow[]> {
  const { from = '2026-11-11T00:00:00Z', to = '2026-11-12T00:00:00Z', ...rest } = request;
  const range = { fromMs: ms(from), toMs: ms(to) };
  return queryMetrics(db, {
    floorKey: floor,
    floorName: '演示',
    zone: 'UTC',
    dayStart: '00:00',
    clock: 'wall',
    by: 'floor',
    ...range,
    ...rest,
  });
}

test('of ten customers who ask before a sale three pay within the gap, one of them twice: 0.3, and the sales are three buyers’', async () => {
  await tell({ facts: Array.from({ length: 10 }, (_, i) => asks(`c-${i}`, day('09:00:00') + i * 60_000, i < 5 ? 'a' : 'b')).flat() });
  await keep(
    order('order.paid', day('10:00:00'), 'c-0', { amount: '100.10', items: 2 }),
    order('order.paid', day('11:00:00'), 'c-0', { amount: '0.20', items: 1, orderId: 'o-again' }),
    order('order.paid', day('12:00:00'), 'c-1', { amount: '50', items: 1, kind: 'balance' }),
    order('order.paid', day('08:59:00', '2026-11-12'), 'c-9', { amount: '149.7', items: 2, kind: 'full' }),
    order('order.paid', day('12:00:00'), 'c-2', { kind: 'deposit' }),
    order('order.paid', day('09:03:00', '2026-11-12'), 'c-3'),
    order('order.created', day('12:00:00'), 'c-4'),
  );
  expect(await refresh()).toBe(10);
  const asOf = new Date(NEXT_YEAR).toISOString();
  expect(await figures()).toMatchObject([
    {
      ...{ inquiries: 10, buyers: 3, conversion: 0.3, immatureInquiries: 0, unitsPerBuyer: 2 },
      ...{ sales: '300.00', aov: '100.00', currency: 'CNY' },
      currencies: [{ currency: 'CNY', sales: '300.00', aov: '100.00', buyers: 3 }],
      botConversion: { inquiries: 0, buyers: 0, rate: null },
      cohorts: { asOf, provisional: false },
    },
  ]);
  expect(await figures({ by: 'agent' })).toMatchObject([
    { key: 'a', inquiries: 5, buyers: 2, conversion: 0.4, sales: '150.30', aov: '75.15' },
    { key: 'b', inquiries: 5, buyers: 1, conversion: 0.2, sales: '149.70' },
  ]);
  // By hour, and where an hour is cut in two.
  expect((await figures({ bucket: 'hour', by: 'shop' })).map((row) => [row.bucket, row.inquiries, row.refundRate.paid])).toEqual([
    ['2026-11-11T09:00:00.000Z', 10, 0],
    ['2026-11-11T10:00:00.000Z', 0, 1],
    ['2026-11-11T11:00:00.000Z', 0, 1],
    ['2026-11-11T12:00:00.000Z', 0, 1],
  ]);
  expect(await figures({ from: '2026-11-11T09:00:30Z', to: '2026-11-11T09:02:00.001Z' })).toMatchObject([
    { inquiries: 2, buyers: 1, sales: '50.00' },
  ]);
});

test('a refresh sees to what has changed only, and to facts that are taken back', async () => {
  const [first = [], second = []] = [asks('c-1', day('09:00:00')), asks('c-2', day('09:00:00'), 'b')];
  await tell({ facts: [...first, ...second] });
  expect(await refresh()).toBe(2);
  expect(await refresh()).toBe(0);
  await keep(order('order.paid', day('10:00:00'), 'c-2'));
  expect(await refresh()).toBe(1);
  expect(await figures({ by: 'team' })).toMatchObject([{ key: 'east', inquiries: 2, buyers: 1 }]);
  await tell({ retracts: second });
  expect(await refresh()).toBe(1);
  expect(await figures()).toMatchObject([{ inquiries: 1, buyers: 0, sales: '0.00', aov: null, refundRate: { paid: 1 } }]);
  await tell({ retracts: first });
  await refresh();
  expect(await db.selectFrom('cohort_hours').select('name').where('floor', '=', floor).execute()).toEqual(
    ['paidOrders'].map((name) => ({ name })),
  );
});

test('figures are provisional until the last of what they count is mature', async () => {
  await tell({ facts: [...asks('c-1', day('09:20:00')), ...asks('c-2', day('09:40:00'))] });
  const states = async (now: number) => {
    await refresh(now);
    return (await figures()).map(({ immatureInquiries, cohorts }) => [immatureInquiries, cohorts.provisional]);
  };
  expect(await states(day('10:00:00'))).toEqual([[2, true]]);
  expect(await states(day('09:20:00', '2026-11-12'))).toEqual([[1, true]]);
  expect(await states(day('09:39:59.999', '2026-11-12'))).toEqual([[1, true]]);
  expect(await states(day('09:40:00', '2026-11-12'))).toEqual([[0, false]]);
});

test('a customer who was nameless at first is counted once, under his name, and so are the replies of then', async () => {
  const ids = { episodeId: 'e-1', conversationId: 'conv-1', customerId: 'conv-1' };
  const cut = { agentId: 'a', shopId: 's1' };
  const nameless = opened({ ...ids, at: day('23:59:00', '2026-11-10'), intent: 'presales' });
  const reply = answered({ ...ids, at: day('23:59:10', '2026-11-10'), cut });
  await tell({ facts: [nameless, reply] });
  await refresh();
  await tell({ retracts: [nameless, reply], facts: [nameless, reply].map((fact) => ({ ...fact, customerId: 'c-1' })) });
  await tell({ facts: [closed({ ...ids, customerId: 'c-1', at: day('00:10:00'), reason: 'resolved', cut })] });
  await refresh();
  const range = { from: '2026-11-10T00:00:00Z' };
  expect(await figures({ ...range, by: 'agent' })).toMatchObject([{ key: 'a', inquiries: 1, fcr: { resolved: 1 } }]);
  expect(await figures(range)).toMatchObject([{ inquiries: 1, fcr: { resolved: 1, repeated: 0, rate: 1 } }]);
});

test('the story of a customer is read from the days that hold something of it, however many others there are', async () => {
  const days = Array.from({ length: 120 }, (_, i) => day('00:00:00', '2026-03-01') + i * DAY_MS);
  await new DayPartitions(db, 'facts').ensure(days);
  const asked = { day: days[60] ?? 0, conversations: ['conv-c-1'] };
  const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${talkFacts(floor, asked)}`.execute(db);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan.match(/on "?facts_2026/g)).toHaveLength(1);
  expect(plan).toMatch(/Index/);
});

test('what is kept no longer goes with its sums, and what is left of a customer stays right', async () => {
  await tell({ facts: [...asks('c-1', day('09:00:00', '2026-11-01')), ...asks('c-1', day('09:00:00'))] });
  await keep(order('order.paid', day('10:00:00', '2026-11-01'), 'c-1'));
  await refresh();
  expect(await sweepCohorts(db, { before: day('00:00:00', '2026-11-10'), floors: [floor] })).toBeGreaterThan(0);
  await keep(order('order.paid', day('10:00:00'), 'c-1', { orderId: 'o-2' }));
  await refresh();
  expect(await figures({ from: '2026-10-01T00:00:00Z', bucket: 'day' })).toMatchObject([
    { bucket: '2026-11-01T00:00:00.000Z', inquiries: 0, refundRate: { paid: 0 } },
    { bucket: '2026-11-11T00:00:00.000Z', inquiries: 1, buyers: 1, refundRate: { paid: 1 } },
  ]);
  expect(await db.selectFrom('cohort_hours').select('n').where('floor', '=', floor).where('n', '<', '0').execute()).toEqual([]);
});

test('two ledgers at once count everybody once, and what comes meanwhile the next time', async () => {
  await tell({ facts: Array.from({ length: 30 }, (_, i) => asks(`c-${i}`, day('09:00:00') + i * 1_000)).flat() });
  const both = await Promise.all([refreshCohorts(db, NEXT_YEAR), refreshCohorts(db, NEXT_YEAR)]);
  expect(both.reduce((sum, done) => sum + (done?.customers ?? 0), 0)).toBe(30);
  await tell({ facts: asks('c-30', day('10:00:00')) });
  await refresh();
  expect(await figures()).toMatchObject([{ inquiries: 31 }]);
});
