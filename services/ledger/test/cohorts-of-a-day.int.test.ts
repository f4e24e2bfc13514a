import { CohortFigures } from '@watchfloor/contracts/cohorts';
import { EventData, type LoggedEvent } from '@watchfloor/contracts/event';
import { defaultFloor } from '@watchfloor/contracts/floor';
import { MetricsBy } from '@watchfloor/contracts/metrics';
import { emptyFloor } from '@watchfloor/core/floor/floor-state';
import { RememberedFloor } from '@watchfloor/core/floor/remembered-floor';
import { markCustomers, marksOfOrders } from '@watchfloor/history/cohort-marks';
import { connectHistory, type History } from '@watchfloor/history/connect';
import { readPositions } from '@watchfloor/history/ledger-positions';
import { queryMetrics } from '@watchfloor/history/metrics';
import { keepOrderEvents } from '@watchfloor/history/order-events';
import { cohortFiguresOf, mainCurrencyOf } from '@watchfloor/oracle/cohort-figures-of';
import { type Cohorts, OUR_COHORTS, tellCohorts } from '@watchfloor/oracle/cohorts';
import { openFloor, stepFloor } from '@watchfloor/simulator/model/floor-model';
import { setupOf } from '@watchfloor/simulator/model/setup';
import { type FreshDatabase, freshDatabase } from '@watchfloor/testing/private-servers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { orderEventRow } from '../src/order-event-row.ts';
import { refreshCohorts } from '../src/refresh-cohorts.ts';
import { writeEntries } from '../src/write-entries.ts';
import { entryOf } from './facts.ts';

const HOUR_MS = 3_600_000;
const BEGIN = Date.parse('2026-11-11T00:00:00Z');
const HOURS = 6;
const FLOOR = 'default/day';
const DAY = { zone: 'Asia/Kolkata', dayStart: '00:00', clock: 'wall' } as const;
/** Some of what the day began is mature by then, most is not. */
const NOW = BEGIN + 26 * HOUR_MS + 1_234_567;

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

/** A day of the simulator, with the closes that time out and the refunds that come after it. */
function simulatedDay(): LoggedEvent[] {
  const setup = setupOf({ seed: 11, begin: BEGIN, agents: 4, rate: 3 });
  return stepFloor(openFloor(setup), BEGIN + HOURS * HOUR_MS).map(({ id, source, subject, type, time, data }) => {
    const at = Date.parse(time);
    const name = type.replace('io.watchfloor.', '') as LoggedEvent['type'];
    return { floor: FLOOR, id, source, subject, type: name, time: at, received: at, data: EventData[name].parse(data) } as LoggedEvent;
  });
}

/** Up to four minutes late, each as its place says. */
const arrivals = (events: readonly LoggedEvent[]): LoggedEvent[] =>
  events
    .map((event, index) => ({ ...event, received: event.time + ((index * 7_919) % 41) * 6_000 }))
    .toSorted((a, b) => a.received - b.received);

/** As the keeper tells it and the archive takes it in, piece by piece; cohorts are counted now and then on the way. */
async function live(events: readonly LoggedEvent[]): Promise<void> {
  const floor = new RememberedFloor(emptyFloor(defaultFloor('default', 'day')));
  const size = 400;
  for (let from = 0, entry = 1; from < events.length; from += size, entry++) {
    const batch = events.slice(from, from + size);
    const { facts, retracts } = floor.take(batch);
    await writeEntries(db, [entryOf(facts, { floor: FLOOR, id: `${entry}-1`, retracts })], await readPositions(db, 1));
    const orders = batch.flatMap((event) => orderEventRow(event) ?? []);
    await db.transaction().execute(async (trx) => {
      await keepOrderEvents(trx, orders);
      await markCustomers(trx, marksOfOrders(orders));
    });
    if (entry % 3 === 0) await refreshCohorts(db, NOW);
  }
  while ((await refreshCohorts(db, NOW))?.more !== false);
}

type Span = { from: number; to: number };

/** Everybody's cohort figures as `GET /metrics` gives them; of whom it has none there are none. */
async function found(range: Span, by: MetricsBy, bucket?: 'hour'): Promise<Map<string, CohortFigures>> {
  const rows = await queryMetrics(db, {
    ...{ floorKey: FLOOR, floorName: 'day', ...DAY, by, fromMs: range.from, toMs: range.to },
    ...(bucket ? { bucket } : {}),
  });
  return new Map(rows.map((row) => [`${row.key} ${row.bucket ?? ''}`, CohortFigures.parse(row)]));
}

function expected(cohorts: Cohorts, range: Span, { by, key, whole = range }: { by: MetricsBy; key: string; whole?: Span }): CohortFigures {
  const subject = by === 'floor' ? { by } : { by, id: key };
  return cohortFiguresOf(cohorts, subject, range, { asOf: NOW, currency: mainCurrencyOf(cohorts, whole) });
}

test('the cohort figures of a simulated day are those of a recount from its raw events, by everything and in every hour', async () => {
  const events = simulatedDay();
  await live(arrivals(events));
  const cohorts = tellCohorts(events, OUR_COHORTS);
  const counted = expected(cohorts, { from: BEGIN, to: NOW }, { by: 'floor', key: '' });
  // The day has something of everything.
  expect([counted.fcr.resolved, counted.inquiries, counted.buyers, counted.refundRate.refunded, counted.saveRate.saved]).not.toContain(0);
  expect([counted.botConversion.inquiries, counted.botContained.contained, counted.immatureInquiries]).not.toContain(0);
  expect(counted.inquiries).toBeGreaterThan(counted.immatureInquiries);

  const whole = { from: BEGIN - HOUR_MS / 2, to: BEGIN + 14 * HOUR_MS + HOUR_MS / 2 };
  const odd = { from: BEGIN + 3 * HOUR_MS + 123_456, to: BEGIN + 7 * HOUR_MS + 1 };
  for (const by of MetricsBy.options) {
    for (const range of [whole, odd]) {
      for (const [name, figures] of await found(range, by))
        expect({ by, name, ...figures }).toEqual({ by, name, ...expected(cohorts, range, { by, key: name.slice(0, -1) }) });
    }
    for (const [name, figures] of await found(whole, by, 'hour')) {
      const [key = '', bucket = ''] = name.split(' ');
      const from = Date.parse(bucket);
      const hour = { from: Math.max(from, whole.from), to: Math.min(from + HOUR_MS, whole.to) };
      expect({ by, name, ...figures }).toEqual({ by, name, ...expected(cohorts, hour, { by, key, whole }) });
    }
  }
  const hours = [...(await found(whole, 'floor', 'hour')).values()];
  expect(hours.reduce((sum, { inquiries }) => sum + inquiries, 0)).toBe(counted.inquiries);
  const agents = [...(await found(whole, 'agent')).values()];
  expect(agents.reduce((sum, { buyers }) => sum + buyers, 0)).toBe(counted.buyers - counted.botConversion.buyers);
}, 60_000);
