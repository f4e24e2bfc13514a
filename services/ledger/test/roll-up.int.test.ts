import type { AgentStatus, Cut, Fact } from '@watchfloor/contracts/fact';
import { Figures } from '@watchfloor/contracts/figures';
import type { MetricsBy } from '@watchfloor/contracts/metrics';
import { figuresOf } from '@watchfloor/core/measure/figures-of';
import { measuresOf } from '@watchfloor/core/measure/measures-of';
import { addMeasure, emptyTally, type Tally } from '@watchfloor/core/measure/tally';
import { bucketStarts } from '@watchfloor/history/bucket-starts';
import { connectHistory, type History } from '@watchfloor/history/connect';
import { readPositions } from '@watchfloor/history/ledger-positions';
import { queryMetrics } from '@watchfloor/history/metrics';
import { type FreshDatabase, freshDatabase } from '@watchfloor/testing/private-servers';
import fc from 'fast-check';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rollUpAll } from '../src/roll-up.ts';
import { makeRollUpMeters } from '../src/roll-up-meters.ts';
import { writeEntries } from '../src/write-entries.ts';
import { answered, closed, cutOf, entryOf, held, ms, opened, replied, responded } from './facts.ts';

const DAY = { zone: 'Asia/Shanghai', dayStart: '04:00' };
const FROM = ms('2026-09-25T00:00:00Z');
const DAYS = 45;
const MINUTE = 60_000;

let database: FreshDatabase;
let db: History;
let entries = 0;

beforeAll(async () => {
  database = await freshDatabase();
  db = connectHistory({ url: database.url, name: 'test' });
});
afterAll(async () => {
  await db.destroy();
  await database.stop();
});

const meters = makeRollUpMeters(new Registry());
const rollUp = () => rollUpAll({ db, meters, signal: new AbortController().signal }, ms('2027-01-01T00:00:00Z'));
const rolled = async (floor: string) => {
  const spans = await db.selectFrom('rollup_spans').select('tier').where('floor', '=', floor).execute();
  return { days: spans.filter(({ tier }) => tier === 'day').length, months: spans.filter(({ tier }) => tier === 'month').length };
};

async function tell(floor: string, facts: Fact[], retracts: Fact[] = []): Promise<void> {
  entries += 1;
  await writeEntries(db, [entryOf(facts, { floor, retracts, id: `${entries}-1` })], await readPositions(db, 1));
}

const cut = fc.record<Cut>({
  agentId: fc.constantFrom('a', 'b', 'c'),
  teamId: fc.constantFrom('east', 'west', null),
  shopId: fc.constantFrom('s1', null),
  channel: fc.constant('tmall'),
});
const instant = fc.integer({ min: 0, max: DAYS * 24 * 60 - 1 }).map((minute) => FROM + minute * MINUTE);
const length = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 400_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 * 86_400_000 }) },
);

type Told = { kind: number; at: number; lasted: number; by: Cut; customerId: string; status: AgentStatus };
const told: fc.Arbitrary<Told> = fc.record({
  kind: fc.nat(7),
  at: instant,
  lasted: length,
  by: cut,
  customerId: fc.constantFrom('u1', 'u2', 'u3', 'u4'),
  status: fc.constantFrom<AgentStatus>('online', 'busy', 'suspended', 'offline'),
});

/** A fact of any kind that counts, told apart from the others by its id. */
function factOf({ kind, at, lasted, by, customerId, status }: Told, id: string): Fact {
  const common = { at, cut: by };
  const kinds: (() => Fact)[] = [
    () => replied({ ...common, roundId: id, openedAt: at - lasted }),
    () => replied({ ...common, roundId: id, openedAt: at - lasted, outcome: 'unanswered', by: null }),
    () => answered({ ...common, replyId: id, customerId }),
    () => opened({ ...common, episodeId: id }),
    () => responded({ ...common, episodeId: id, waitMs: lasted, agentWaitMs: Math.floor(lasted / 2) }),
    () => held({ ...common, holdId: id, from: at - lasted, how: 'transferred' }),
    () => closed({ ...common, episodeId: id, abandoned: 'queue' }),
  ];
  const state = () => ({
    type: 'status.ended' as const,
    at,
    agentId: id,
    status,
    from: at - lasted,
    cut: cutOf({ ...by, shopId: null, channel: null }),
  });
  return (kinds[kind] ?? state)();
}

type Range = { from: number; to: number; by: MetricsBy; bucket?: 'hour' | 'day' };
const KINDS: Record<MetricsBy, string> = { agent: 'a:', team: 't:', shop: 's:', channel: 'c:', floor: 'f:' };

/** The slow, obvious way: every measure of every fact that stands. */
function oracle(facts: Iterable<Fact>, { from, to, by, bucket }: Range): Record<string, unknown> {
  const starts = bucket ? bucketStarts(bucket, { fromMs: from, toMs: to }, DAY) : [from];
  const tallies = new Map<string, Tally>();
  for (const fact of facts) {
    starts.forEach((start, i) => {
      for (const measure of measuresOf(fact, { from: Math.max(start, from), to: starts[i + 1] ?? to })) {
        if (!measure.subject.startsWith(KINDS[by])) continue;
        const name = `${measure.subject} ${bucket ? new Date(start).toISOString() : ''}`;
        const tally = tallies.get(name) ?? emptyTally();
        tallies.set(name, tally);
        addMeasure(tally, measure);
      }
    });
  }
  const counted = [...tallies].filter(([, { counts, lengths, customers }]) => counts.size + lengths.size + customers.size > 0);
  return Object.fromEntries(counted.map(([name, tally]) => [name, figuresOf(tally, { exactMax: true })]));
}

async function asked(floor: string, { from, to, ...how }: Range): Promise<Record<string, unknown>> {
  const rows = await queryMetrics(db, { floorKey: floor, floorName: '', ...DAY, clock: 'wall', fromMs: from, toMs: to, ...how });
  return Object.fromEntries(
    rows.map(({ key, bucket, ...row }) => [`${KINDS[how.by]}${how.by === 'floor' ? '' : key} ${bucket ?? ''}`, Figures.parse(row)]),
  );
}

const month = { from: ms('2026-09-30T20:00:00Z'), to: ms('2026-10-31T20:00:00Z') };
const ranges: Range[] = [
  { ...month, by: 'agent' },
  { ...month, by: 'floor', bucket: 'day' },
  { from: FROM - 10 * 86_400_000, to: FROM + DAYS * 86_400_000, by: 'team' },
  { from: FROM + 17 * MINUTE, to: FROM + 40 * 86_400_000 + 1, by: 'shop' },
  { from: FROM + 3 * 86_400_000 + 61_001, to: FROM + 6 * 86_400_000 - 59_000, by: 'agent', bucket: 'hour' },
  { from: FROM + 9 * 86_400_000 + 5_000, to: FROM + 9 * 86_400_000 + 9_000_000, by: 'channel' },
];

const firstDay = async (floor: string): Promise<string> => {
  const spans = await db.selectFrom('rollup_spans').select('start').where('floor', '=', floor).where('tier', '=', 'day').execute();
  return new Date(Math.min(...spans.map(({ start }) => start))).toISOString();
};

async function makeFloor(id: string, day: { zone: string; dayStart: string }): Promise<void> {
  const settings = JSON.stringify({ name: id, ...day });
  const row = { tenant: 'default', id, settings, version: 1, created_at: 0, updated_at: 0 };
  await db
    .insertInto('floors')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tenant', 'id']).doUpdateSet({ settings }))
    .execute();
}

test('any range has the figures of its facts, whatever of it is rolled up, and after facts have come late', {
  timeout: 60_000,
}, async () => {
  let run = 0;
  const facts = fc.array(told, { minLength: 40, maxLength: 80 });
  await fc.assert(
    fc.asyncProperty(facts, fc.array(told, { minLength: 1, maxLength: 8 }), async (first, late) => {
      const id = `roll-${++run}`;
      const floor = `default/${id}`;
      await makeFloor(id, DAY);
      const standing = new Map(first.map((each, i) => [`${i}`, factOf(each, `${i}`)]));
      const same = async () => {
        for (const range of ranges) expect([range, await asked(floor, range)]).toEqual([range, oracle(standing.values(), range)]);
      };
      await tell(floor, [...standing.values()]);
      await same();
      await rollUp();
      expect((await rolled(floor)).months).toBeGreaterThan(0);
      await same();
      // Each takes the place of another fact, or comes as a new one.
      const retracts: Fact[] = [];
      late.forEach((each, i) => {
        const key = i % 2 === 0 ? `${i}` : `late-${i}`;
        const before = standing.get(key);
        if (before) retracts.push(before);
        standing.set(key, factOf(each, key));
      });
      await tell(
        floor,
        late.map((_, i) => standing.get(i % 2 === 0 ? `${i}` : `late-${i}`)).filter((fact) => fact !== undefined),
        retracts,
      );
      await same();
      await rollUp();
      await same();
    }),
    { numRuns: 2, endOnFailure: true },
  );
});

/** Replies on three days in October, `n` of them, with something in every hour. */
const replies = (n: number, name: string): Fact[] =>
  Array.from({ length: n }, (_, i) =>
    answered({
      at: ms('2026-10-10T00:00:00Z') + i * 17 * MINUTE,
      replyId: `${name}-${i}`,
      customerId: `u${i % 9}`,
      cut: { agentId: `a${i % 3}` },
    }),
  );

test('facts that come while their hours are rolled up, by two ledgers even, are in the figures afterwards', {
  timeout: 60_000,
}, async () => {
  const floor = 'default/meanwhile';
  await makeFloor('meanwhile', DAY);
  const standing: Fact[] = [];
  for (let round = 0; round < 5; round++) {
    const facts = replies(250, `m-${round}`);
    // In pieces, so that some come before an hour is read and some after.
    const telling = (async () => {
      for (let i = 0; i < facts.length; i += 25) await tell(floor, facts.slice(i, i + 25));
    })();
    await Promise.all([telling, rollUp(), round % 2 === 0 ? rollUp() : undefined]);
    standing.push(...facts);
    for (const by of ['floor', 'agent'] as const)
      expect(await asked(floor, { ...month, by, bucket: 'hour' })).toEqual(oracle(standing, { ...month, by, bucket: 'hour' }));
  }
});

test('when the days of a floor begin otherwise its days and months are put together anew', { timeout: 60_000 }, async () => {
  const floor = 'default/moved';
  const facts = replies(250, 'z');
  await makeFloor('moved', DAY);
  await tell(floor, facts);
  await rollUp();
  expect(await rolled(floor)).toEqual({ days: 4, months: 1 });
  expect(await firstDay(floor)).toBe('2026-10-09T20:00:00.000Z');
  await makeFloor('moved', { zone: 'Europe/Berlin', dayStart: '00:00' });
  await rollUp();
  expect(await rolled(floor)).toEqual({ days: 4, months: 1 });
  expect(await firstDay(floor)).toBe('2026-10-09T22:00:00.000Z');
  expect(await asked(floor, { ...month, by: 'agent' })).toEqual(oracle(facts, { ...month, by: 'agent' }));
  // Days that begin on the half hour are not made of UTC hours.
  await makeFloor('moved', { zone: 'Asia/Kolkata', dayStart: '00:00' });
  await rollUp();
  expect(await rolled(floor)).toEqual({ days: 0, months: 0 });
  expect(await asked(floor, { ...month, by: 'agent' })).toEqual(oracle(facts, { ...month, by: 'agent' }));
});

test('an hour that is not over by more than the lateness bound waits', async () => {
  const floor = 'default/waits';
  await makeFloor('waits', DAY);
  await tell(floor, [answered({ at: ms('2026-11-20T10:20:00Z'), cut: { agentId: 'a' } })]);
  const signal = new AbortController().signal;
  const hoursRolled = async () =>
    (await db.selectFrom('fact_hours').select('rolled').where('floor', '=', floor).execute()).map(({ rolled }) => rolled);
  await rollUpAll({ db, meters, signal }, ms('2026-11-20T11:05:00Z'));
  expect(await hoursRolled()).toEqual([0]);
  await rollUpAll({ db, meters, signal }, ms('2026-11-20T11:05:00.001Z'));
  expect(await hoursRolled()).toEqual([1]);
});
