import { cohortFields } from '@watchfloor/contracts/cohorts';
import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact } from '@watchfloor/contracts/fact';
import { defaultFloor } from '@watchfloor/contracts/floor';
import { MetricsBy, type MetricsRow } from '@watchfloor/contracts/metrics';
import { floorStories } from '@watchfloor/core/floor/arbitrary-events';
import { TOO_LATE } from '@watchfloor/core/floor/lateness';
import { dayAround } from '@watchfloor/core/window/calendar-spans';
import { readArchivePositions } from '@watchfloor/history/archive-positions';
import { connectHistory, type History } from '@watchfloor/history/connect';
import { insertFloor } from '@watchfloor/history/floors';
import { readPositions } from '@watchfloor/history/ledger-positions';
import { queryMetrics } from '@watchfloor/history/metrics';
import { listRestatements } from '@watchfloor/history/restatements';
import { sealDay } from '@watchfloor/history/sealed-days';
import { writeThing } from '@watchfloor/history/settings';
import { connectRedis, untilReady } from '@watchfloor/redis/connect';
import { keys, partitionOf } from '@watchfloor/redis/keys';
import { appendFrame } from '@watchfloor/redis/log';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { type FreshDatabase, type FreshRedis, freshDatabase, freshRedis } from '@watchfloor/testing/private-servers';
import { type RunningService, runService } from '@watchfloor/testing/run-service';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { writeEntries } from '../src/write-entries.ts';

const PARTITIONS = 4;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Yesterday: its day is not sealed yet. */
const FROM = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS + 2 * 3_600_000;
const day = { zone: 'Asia/Shanghai', dayStart: '00:00', clock: 'wall' } as const;

let database: FreshDatabase;
let server: FreshRedis;
let db: History;
let redis: ScriptedRedis;
let services: RunningService[];

beforeAll(async () => {
  [database, server] = await Promise.all([freshDatabase(), freshRedis()]);
  db = connectHistory({ url: database.url, name: 'test' });
  redis = connectRedis(server.url);
  await untilReady(redis);
  const env = { REDIS_URL: server.url, DATABASE_URL: database.url, PARTITIONS: String(PARTITIONS) };
  services = await Promise.all([runService('keeper', { env }), runService('ledger', { env })]);
}, 60_000);
afterAll(async () => {
  for (const service of services) await service[Symbol.asyncDispose]();
  redis.disconnect();
  await db.destroy();
  await Promise.all([server.stop(), database.stop()]);
});

/** About two hours of a small floor. */
const story = (floor: string): LoggedEvent[] =>
  (fc.sample(floorStories({ from: FROM, gapMs: 20_000, maxLength: 700 }), { seed: 20_261_111, numRuns: 8 }) as LoggedEvent[][])
    .reduce((longest, events) => (events.length > longest.length ? events : longest), [])
    .map((event) => ({ ...event, floor: `default/${floor}` }));

/** What fell into 40 minutes comes an hour after its time, in the middle of what happens then. */
function withOutage(events: LoggedEvent[]): LoggedEvent[] {
  const from = FROM + 20 * MINUTE_MS;
  const isAway = ({ time }: LoggedEvent) => time >= from && time < from + 40 * MINUTE_MS;
  return events
    .map((event) => (isAway(event) ? { ...event, received: event.time + 60 * MINUTE_MS } : event))
    .toSorted((a, b) => a.received - b.received);
}

async function send(events: LoggedEvent[]): Promise<void> {
  for (let at = 0; at < events.length; at += 20) {
    const frame = events.slice(at, at + 20);
    await appendFrame(redis, partitionOf(frame[0]?.floor ?? '', PARTITIONS), frame);
  }
}

/** Everything sent is archived, its facts are recorded, and no late event is left. */
async function untilSettled(): Promise<void> {
  await vi.waitUntil(
    async () => {
      const [archived, recorded] = await Promise.all([readArchivePositions(db, PARTITIONS), readPositions(db, PARTITIONS)]);
      for (let partition = 0; partition < PARTITIONS; partition++) {
        const [[last] = []] = await redis.xrevrange(keys.log(partition), '+', '-', 'COUNT', 1);
        const applied = await redis.hgetall(keys.applied(partition));
        if (last !== undefined && (archived.get(partition) !== last || applied.id !== last)) return false;
        if ((applied.fact || '0-0') !== recorded.get(partition)) return false;
      }
      const late = await db.selectFrom('late_events').select('at').limit(1).execute();
      const stale = await db.selectFrom('restated_subjects').select('subject').where('stale', '=', true).limit(1).execute();
      return late.length + stale.length === 0;
    },
    { timeout: 60_000, interval: 200 },
  );
}

const COHORTS = new Set(Object.keys(cohortFields));

/** All but cohorts, which are counted at their own pace. */
async function figures(floor: string): Promise<MetricsRow[]> {
  const span = dayAround(FROM, day);
  const rows = await Promise.all(
    MetricsBy.options.map((by) =>
      queryMetrics(db, { floorKey: `default/${floor}`, floorName: 'floor', ...day, fromMs: span.from, toMs: span.to, by, bucket: 'hour' }),
    ),
  );
  return rows.flat().map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !COHORTS.has(name))) as MetricsRow);
}

/** What agents are called, and whose team they are of, is as of now: it hangs on what was told live. */
const withoutName = (rows: MetricsRow[]) =>
  rows.map(({ key, name: _, restated: __, reception: ___, ...row }) => ({
    key: key.replace(/^(on-time|outage|sealed|mapped|mapped-later)$/, 'floor'),
    ...row,
  }));

test('a source that was away for a while and tells everything afterwards leaves the figures of the day as if it had not been', async () => {
  await send(story('on-time'));
  await send(withOutage(story('outage')));
  await untilSettled();

  const [onTime, afterOutage] = [await figures('on-time'), await figures('outage')];
  expect(onTime.filter(({ response }) => response.count > 0).length).toBeGreaterThan(10);
  expect(withoutName(afterOutage)).toEqual(withoutName(onTime));
  expect(onTime.every(({ restated }) => restated === 0)).toBe(true);
  expect(afterOutage.some(({ restated }) => restated > 0)).toBe(true);

  const { items } = await listRestatements(db, { floorKey: 'default/outage', limit: 500 });
  const restated = items.filter(({ outcome }) => outcome === 'restated');
  expect(restated.length).toBeGreaterThan(0);
  expect(restated.every(({ changes }) => changes.length > 0)).toBe(true);
}, 120_000);

test('what comes for a sealed day changes none of its figures, and is listed', async () => {
  const events = withOutage(story('sealed'));
  const late = events.filter(({ time, received }) => received > time);
  await send(events.filter(({ time, received }) => received === time));
  await untilSettled();
  const before = await figures('sealed');
  await sealDay(db, { floor: 'default/sealed', day: dayAround(FROM, day), by: 'test', now: Date.now() });
  await send(late);
  await untilSettled();

  expect(await figures('sealed')).toEqual(before);
  const { items } = await listRestatements(db, { floorKey: 'default/sealed', limit: 500 });
  expect(items.some(({ outcome }) => outcome === 'sealed')).toBe(true);
  expect(items.every(({ outcome }) => outcome !== 'restated')).toBe(true);
}, 120_000);

const AUTHOR = '00000000-0000-4000-8000-0000000000ff';

/** Two accounts of the story are one person's, by the settings and by the log. */
async function mapAccounts(floor: string): Promise<void> {
  const place = { tenant: 'default', floor, author: AUTHOR, now: Date.now() };
  await insertFloor(db, { ...defaultFloor('default', floor) }, { author: AUTHOR, now: Date.now(), tell: false });
  for (const [n, account] of ['B', 'C'].entries()) {
    const id = `00000000-0000-4000-8000-00000000000${n}`;
    const written = await writeThing(db, { ...place, kind: 'account', id }, async () => ({
      id,
      account,
      personId: 'wang',
      from: null,
      to: null,
    }));
    const data = written?.thing;
    if (!data) throw new Error('the row was not written');
    const about = { floor: `default/${floor}`, source: '/settings', time: place.now, received: place.now };
    await appendFrame(redis, partitionOf(about.floor, PARTITIONS), [
      { ...about, type: 'account.mapped', id: data.id, subject: data.id, data },
    ]);
  }
}

test('accounts that are mapped after the fact leave the figures of the days before as if they had always been', async () => {
  await mapAccounts('mapped');
  await send(story('mapped'));
  await send(story('mapped-later'));
  await untilSettled();
  const before = await figures('mapped-later');
  await mapAccounts('mapped-later');
  await vi.waitUntil(async () => (await listRestatements(db, { floorKey: 'default/mapped-later', limit: 9 })).items.length > 0, {
    timeout: 30_000,
    interval: 100,
  });
  await untilSettled();

  const keys = (rows: MetricsRow[]) => new Set(rows.map(({ key }) => key));
  expect([keys(before).has('B'), keys(before).has('wang')]).toEqual([true, false]);
  expect(withoutName(await figures('mapped-later'))).toEqual(withoutName(await figures('mapped')));
  expect([...keys(await figures('mapped-later'))].filter((key) => /^(B|C|wang)$/.test(key))).toEqual(['wang']);
  const { items } = await listRestatements(db, { floorKey: 'default/mapped-later', limit: 500 });
  expect(items.find(({ subject }) => subject.id === 'wang')).toMatchObject({
    outcome: 'restated',
    events: [{ type: 'account.mapped' }, {}, {}, {}],
  });
}, 120_000);

test('as many late events as a whole day may bring at once are taken down, each once', async () => {
  const at = FROM - 30 * DAY_MS;
  const ignored = (n: number): Fact => ({
    type: 'event.ignored',
    at: at + n,
    event: { source: '/chat', id: `bulk-${n % 20_000}`, type: 'order.paid', subject: `o-${n}` },
    reason: TOO_LATE,
  });
  const facts = Array.from({ length: 20_000 }, (_, n) => ignored(n));
  const batch = { logId: '1-1', committedAt: Date.now(), floors: [{ floor: 'default/bulk', through: at, facts: [...facts, ...facts] }] };
  // A partition that the ledger beside us does not follow.
  const partition = PARTITIONS + 1;
  await readPositions(db, partition + 1);
  const { rows } = await writeEntries(db, [{ partition, id: '1-1', batch }], new Map([[partition, '0-0']]));
  expect(rows.get('late_events')).toBe(20_000);
}, 60_000);

test('a conversation that cannot be told anew keeps no other waiting', async () => {
  const floor = 'default/broken';
  const about = { floor, at: FROM, source: '/chat', type: 'message.received', subject: 'broken' };
  await db
    .insertInto('archive')
    .values({ ...about, id: 'bad', rank: 4, received: FROM, data: 'no JSON' })
    .execute();
  const partition = partitionOf(floor, PARTITIONS);
  await db
    .insertInto('late_events')
    .values({ ...about, event_id: 'bad', partition, noted_at: 0 })
    .execute();
  const asked = { floor, id: 'good', source: '/chat', subject: 'good', time: FROM, received: FROM + 60 * MINUTE_MS };
  await send([{ ...asked, type: 'message.received', data: { customerId: 'u1', text: '在吗' } }]);
  await vi.waitUntil(
    async () => (await listRestatements(db, { floorKey: floor, limit: 9 })).items.some(({ subject }) => subject.id === 'good'),
    { timeout: 30_000, interval: 200 },
  );
  expect((await db.selectFrom('late_events').select('subject').where('floor', '=', floor).execute()).map(({ subject }) => subject)).toEqual(
    ['broken'],
  );
}, 60_000);
