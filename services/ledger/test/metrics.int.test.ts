import type { Fact } from '@watchfloor/contracts/fact';
import type { MetricsRow } from '@watchfloor/contracts/metrics';
import { Shift } from '@watchfloor/contracts/schedule';
import { connectHistory, type History } from '@watchfloor/history/connect';
import { readFloorThrough } from '@watchfloor/history/floor-through';
import { readPositions } from '@watchfloor/history/ledger-positions';
import { type MetricsRequest, queryMetrics } from '@watchfloor/history/metrics';
import { type FreshDatabase, freshDatabase } from '@watchfloor/testing/private-servers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writeEntries } from '../src/write-entries.ts';
import { answered, assigned, closed, cutOf, entryOf, FLOOR, held, ms, named, opened, replied, responded } from './facts.ts';

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

/** A floor of the test's own, so that no test sees another's facts. */
let floor = FLOOR;
beforeEach((context) => {
  floor = `default/${context.task.id}`;
});

async function tell(...facts: Fact[]): Promise<void> {
  written += 1;
  await writeEntries(db, [entryOf(facts, { floor, id: `${written}-1` })], await readPositions(db, 1));
}

/** Figures of the floor on 2026-11-11, UTC unless asked otherwise. */
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
const day = (time: string) => ms(`2026-11-11T${time}Z`);

describe('golden cases of metrics.md', () => {
  test('asked 10:10:15, again 10:15:20, replied 10:18:10: one round of 475 s; then one of 30 s', async () => {
    await tell(replied({ openedAt: day('10:10:15'), at: day('10:18:10') }));
    const [first] = await figures();
    expect(first?.response).toEqual({ count: 1, avgMs: 475_000, p50Ms: null, p90Ms: null, p95Ms: null, p99Ms: null, maxMs: 475_000 });
    await tell(replied({ openedAt: day('10:18:30'), at: day('10:19:00') }));
    const [both] = await figures();
    expect(both?.response).toMatchObject({ count: 2, avgMs: 252_500, maxMs: 475_000 });
  });

  test('from A to B unanswered, B replies: 130 s of the customer, 10 s of B, no response of A', async () => {
    const a = { agentId: 'a', teamId: 'east' };
    const b = { agentId: 'b', teamId: 'east' };
    await tell(
      opened({ at: day('09:00:00'), cut: { teamId: 'east' } }),
      assigned({ at: day('09:00:40'), cut: a }),
      held({ from: day('09:00:40'), at: day('09:02:00'), cut: a }),
      assigned({ at: day('09:02:00'), cut: b }),
      responded({ at: day('09:02:10'), waitMs: 130_000, agentWaitMs: 10_000, cut: b }),
      replied({ openedAt: day('09:00:00'), at: day('09:02:10'), agentWaitMs: 10_000, cut: b }),
      answered({ at: day('09:02:10'), cut: b }),
    );
    const [onFloor] = await figures();
    expect(onFloor).toMatchObject({
      response: { count: 1, avgMs: 130_000 },
      firstResponse: { count: 1, avgMs: 130_000 },
      conversations: 1,
      handled: 1,
    });
    const [byA, byB] = await figures({ by: 'agent' });
    expect(byA).toMatchObject({ key: 'a', response: { count: 0, avgMs: null, maxMs: null }, conversations: 1, handled: 0 });
    expect(byA?.handleTime).toMatchObject({ count: 1, avgMs: 80_000 });
    expect(byB).toMatchObject({
      key: 'b',
      response: { count: 1, avgMs: 10_000 },
      firstResponse: { avgMs: 10_000 },
      conversations: 1,
      handled: 1,
    });
    expect(await figures({ by: 'team' })).toMatchObject([{ key: 'east', response: { avgMs: 130_000 }, conversations: 1 }]);
  });

  test('a bot hands over after 10 s: first response 30 s from the request, response 30 s', async () => {
    await tell(
      responded({ at: day('10:00:50'), waitMs: 30_000, agentWaitMs: 20_000, cut: { agentId: 'a' } }),
      replied({ openedAt: day('10:00:20'), at: day('10:00:50'), agentWaitMs: 20_000, cut: { agentId: 'a' } }),
      replied({ openedAt: day('10:00:00'), at: day('10:00:01'), outcome: 'withdrawn', by: null }),
    );
    expect(await figures()).toMatchObject([{ firstResponse: { count: 1, avgMs: 30_000 }, response: { count: 1, avgMs: 30_000 } }]);
  });
});

test('asked 17:59:00, replied next workday 09:01:00: 120 s of business time beside the plain wait', async () => {
  const shut: [number, number][] = [[day('18:00:00'), day('09:00:00') + 86_400_000]];
  const at = day('09:01:00') + 86_400_000;
  const waitMs = at - day('17:59:00');
  await tell(replied({ openedAt: day('17:59:00'), at, shut }), responded({ at, waitMs, agentWaitMs: null, shut }));
  // A minute had passed at the end of the day: the miss within 60 s is of that hour, the rest of the next day.
  const evening = await figures({ from: '2026-11-11T18:00:00Z', to: '2026-11-11T19:00:00Z' });
  expect(evening).toMatchObject([{ businessWithin: { '60': { hit: 0, total: 1 }, '180': { hit: 0, total: 0, rate: null } } }]);
  expect(await figures({ from: '2026-11-12T00:00:00Z', to: '2026-11-13T00:00:00Z' })).toMatchObject([
    {
      response: { count: 1, avgMs: waitMs },
      businessResponse: { count: 1, avgMs: 120_000 },
      businessFirstResponse: { count: 1, avgMs: 120_000 },
      businessWithin: { '60': { total: 0 }, '180': { hit: 1, total: 1, rate: 1 } },
    },
  ]);
});

describe('what a range holds', () => {
  test('a reply counts in the range of its own instant, the end excluded', async () => {
    await tell(replied({ openedAt: day('09:59:50'), at: day('10:00:00') }));
    expect(await figures({ to: '2026-11-11T10:00:00Z' })).toEqual([]);
    expect(await figures({ from: '2026-11-11T10:00:00Z', to: '2026-11-11T10:00:00.001Z' })).toMatchObject([{ response: { count: 1 } }]);
    expect(await figures({ from: '2026-11-11T10:00:00.001Z' })).toEqual([]);
  });

  test('an instant on the hour belongs to the hour that begins', async () => {
    await tell(
      replied({ openedAt: day('09:00:00'), at: day('09:59:59.999') }),
      replied({ openedAt: day('09:00:01'), at: day('10:00:00') }),
    );
    expect((await figures({ bucket: 'hour' })).map((row) => [row.bucket, row.response.count])).toEqual([
      ['2026-11-11T09:00:00.000Z', 1],
      ['2026-11-11T10:00:00.000Z', 1],
    ]);
  });

  test('contacts handled are distinct customers of the whole range, never a sum of hours', async () => {
    await tell(
      answered({ at: day('09:10:00'), customerId: 'c-1' }),
      answered({ at: day('10:20:00'), customerId: 'c-1' }),
      answered({ at: day('10:30:00'), customerId: 'c-2', episodeId: 'episode-2', cut: { agentId: 'a' } }),
    );
    expect((await figures()).map((row) => row.handled)).toEqual([2]);
    expect((await figures({ bucket: 'hour' })).map((row) => row.handled)).toEqual([1, 2]);
  });

  test('the day in Berlin that has 25 hours is one day, and its repeated hour two', async () => {
    const at = (text: string) => replied({ openedAt: ms(text) - 1_000, at: ms(text) });
    await tell(
      at('2026-10-24T21:59:59Z'),
      at('2026-10-24T22:00:00Z'),
      at('2026-10-25T00:30:00Z'),
      at('2026-10-25T01:30:00Z'),
      at('2026-10-25T22:59:59Z'),
      at('2026-10-25T23:00:00Z'),
    );
    const range = { from: '2026-10-24T00:00:00Z', to: '2026-10-27T00:00:00Z', zone: 'Europe/Berlin' };
    expect((await figures({ ...range, bucket: 'day' })).map((row) => [row.bucket, row.response.count])).toEqual([
      ['2026-10-23T22:00:00.000Z', 1],
      ['2026-10-24T22:00:00.000Z', 4],
      ['2026-10-25T23:00:00.000Z', 1],
    ]);
    const hours = (await figures({ ...range, bucket: 'hour' })).map((row) => row.bucket);
    expect(hours).toContain('2026-10-25T00:00:00.000Z');
    expect(hours).toContain('2026-10-25T01:00:00.000Z');
  });

  test('a floor whose day begins at four counts the small hours to the day before', async () => {
    const at = (text: string) => replied({ openedAt: ms(text) - 1_000, at: ms(text) });
    await tell(at('2026-11-11T03:59:59.999+08:00'), at('2026-11-11T04:00:00+08:00'));
    const days = await figures({ from: '2026-11-09T00:00:00Z', bucket: 'day', zone: 'Asia/Shanghai', dayStart: '04:00' });
    expect(days.map((row) => [row.bucket, row.response.count])).toEqual([
      ['2026-11-09T20:00:00.000Z', 1],
      ['2026-11-10T20:00:00.000Z', 1],
    ]);
  });

  test('by shift: a row for each time that one takes place, over midnight and where the clocks change; shifts may overlap', async () => {
    const at = (text: string) => replied({ openedAt: ms(text) - 1_000, at: ms(text) });
    // The night of 24 October lasts from 20:00 to 05:00 UTC, an hour more than others.
    await tell(
      at('2026-10-23T19:00:00Z'),
      at('2026-10-24T19:59:59.999Z'),
      at('2026-10-24T20:00:00Z'),
      at('2026-10-25T04:59:59.999Z'),
      at('2026-10-25T05:00:00Z'),
      at('2026-10-25T06:30:00Z'),
    );
    const shifts = [
      Shift.parse({ id: 'night', name: '夜班', from: '22:00', to: '06:00', days: ['fri', 'sat', 'sun'] }),
      Shift.parse({ id: 'early', name: '早班', from: '05:00', to: '07:30', days: ['sun'] }),
    ];
    const range = { from: '2026-10-24T00:00:00Z', to: '2026-10-26T00:00:00Z', zone: 'Europe/Berlin' };
    expect((await figures({ ...range, bucket: 'shift', shifts })).map((row) => [row.bucket, row.shift, row.response.count])).toEqual([
      ['2026-10-24T20:00:00.000Z', { id: 'night', name: '夜班' }, 2],
      ['2026-10-25T04:00:00.000Z', { id: 'early', name: '早班' }, 2],
    ]);
    expect((await figures({ ...range, from: '2026-10-24T20:00:00.001Z', bucket: 'shift', shifts: shifts.slice(0, 1) }))[0]).toMatchObject({
      bucket: '2026-10-24T20:00:00.000Z',
      response: { count: 1 },
    });
  });

  test('says up to which event time facts are in', async () => {
    expect(await readFloorThrough(db, floor)).toBeNull();
    await tell(answered({ at: day('10:00:00.123') }));
    await tell(answered({ at: day('09:00:00') }));
    expect(await readFloorThrough(db, floor)).toBe(day('10:00:00.123'));
  });
});

describe('verdicts of a reply limit', () => {
  test('count at their own instant, though the reply comes hours later', async () => {
    await tell(replied({ openedAt: day('09:59:00'), at: day('12:00:00'), cut: { agentId: 'a' } }));
    const within = async (from: string, to: string) =>
      (await figures({ from: `2026-11-11T${from}Z`, to: `2026-11-11T${to}Z`, by: 'agent' })).map(({ within }) => [
        within['30'].total,
        within['60'].total,
        within['180'].total,
      ]);
    expect(await within('09:00:00', '09:59:30')).toEqual([]);
    expect(await within('09:00:00', '10:00:00')).toEqual([[1, 0, 0]]);
    expect(await within('10:00:00', '10:00:00.001')).toEqual([[0, 1, 0]]);
    expect(await within('10:00:00.001', '11:00:00')).toEqual([[0, 0, 1]]);
    expect(await within('00:00:00', '13:00:00')).toEqual([[1, 1, 1]]);
  });

  test('a state counts in every hour that it lasted', async () => {
    const online = { agentId: 'a', status: 'online', from: day('08:30:00'), at: day('10:15:00'), cut: cutOf({ agentId: 'a' }) } as const;
    await tell({ type: 'status.ended', ...online });
    expect((await figures({ bucket: 'hour', by: 'agent' })).map((row) => row.onlineMs / 60_000)).toEqual([30, 60, 15]);
    expect(await figures({ from: '2026-11-11T09:10:00Z', to: '2026-11-11T09:20:00Z' })).toMatchObject([{ onlineMs: 600_000 }]);
  });
});

describe('how figures are made', () => {
  const lengths = async (...waits: number[]) =>
    tell(...waits.map((wait, i) => replied({ roundId: `r-${i}`, openedAt: day('10:00:00'), at: day('11:00:00'), customerWaitMs: wait })));

  test('percentiles are the nearest rank to within 1 %, and none under five samples', async () => {
    await lengths(...Array.from({ length: 20 }, (_, i) => (i + 1) * 100));
    const response = (await figures())[0]?.response;
    expect(response).toMatchObject({ count: 20, avgMs: 1_050, maxMs: 2_000 });
    const { p50Ms, p90Ms, p95Ms, p99Ms } = response ?? {};
    for (const [found, exact] of [
      [p50Ms, 1_000],
      [p90Ms, 1_800],
      [p95Ms, 1_900],
      [p99Ms, 2_000],
    ] as const)
      expect(Math.abs((found ?? 0) - exact)).toBeLessThanOrEqual(exact / 100);
  });

  test('five samples are enough', async () => {
    await lengths(10, 20, 30, 40, 50);
    expect((await figures())[0]?.response).toMatchObject({ count: 5, p50Ms: 30, p90Ms: 50 });
  });

  test('averages round half up to the millisecond', async () => {
    await lengths(2, 3);
    expect((await figures())[0]?.response).toMatchObject({ avgMs: 3 });
  });

  test('the abandonment rate leaves short ones out of both sides; nothing to divide by is null', async () => {
    const end = (id: string, part: Partial<Parameters<typeof closed>[0]>) => closed({ at: day('10:00:00'), episodeId: id, ...part });
    await tell(
      end('1', { abandoned: 'queue' }),
      end('2', { abandoned: 'assigned', cut: { agentId: 'a' } }),
      end('3', { abandoned: 'short' }),
      end('4', { abandoned: 'silent' }),
      responded({ at: day('09:59:00'), episodeId: '5', cut: { agentId: 'a' } }),
      end('5', { cut: { agentId: 'a' } }),
      end('6', { wantedHuman: false }),
    );
    expect((await figures())[0]).toMatchObject({
      abandoned: 2,
      abandonedInQueue: 1,
      abandonedAssigned: 1,
      shortAbandons: 1,
      silentAbandons: 1,
      abandonRate: 2 / 4,
    });
    expect(await figures({ by: 'agent' })).toMatchObject([{ key: 'a', abandoned: 1, abandonedAssigned: 1, abandonRate: 1 / 2 }]);
    await tell(replied({ openedAt: day('12:00:00'), at: day('12:00:05') }));
    expect((await figures({ from: '2026-11-11T11:00:00Z' }))[0]).toMatchObject({ abandonRate: null });
  });

  test('rows come by key with the agent’s name, nobody’s have none', async () => {
    await tell(
      named('b', '白', day('08:00:00')),
      named('b', '白洁', day('08:30:00')),
      answered({ at: day('10:00:00'), cut: { agentId: 'b' } }),
      answered({ at: day('10:00:01'), cut: { agentId: 'a' } }),
      answered({ at: day('10:00:02') }),
    );
    expect((await figures({ by: 'agent' })).map((row) => [row.key, row.name])).toEqual([
      ['a', 'a'],
      ['b', '白洁'],
    ]);
    expect((await figures()).map((row) => [row.key, row.name])).toEqual([[floor.slice('default/'.length), '演示']]);
  });

  test('a conversation counts for the team of its beginning, else for the first that it is assigned to, and for each agent once', async () => {
    const newTo = (agent: boolean, team: boolean) => ({ newTo: { agent, team } });
    await tell(
      opened({ at: day('09:00:00') }),
      assigned({ at: day('09:01:00'), cut: { agentId: 'a', teamId: 'east' }, ...newTo(true, true) }),
      assigned({ at: day('09:02:00'), cut: { agentId: 'b', teamId: 'west' }, ...newTo(true, false) }),
      assigned({ at: day('09:03:00'), cut: { agentId: 'a', teamId: 'east' }, ...newTo(false, false) }),
      opened({ at: day('09:00:00'), episodeId: 'episode-2' }),
    );
    const conversations = async (by: 'team' | 'agent' | 'floor') => (await figures({ by })).map((row) => [row.name, row.conversations]);
    expect(await conversations('floor')).toEqual([['演示', 2]]);
    expect(await conversations('team')).toEqual([['east', 1]]);
    expect(await conversations('agent')).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
  });

  test('the same fact told again is one row', async () => {
    const round = replied({ openedAt: day('10:00:00'), at: day('10:00:20') });
    const hold = held({ from: day('10:00:00'), at: day('10:00:30') });
    await tell(round, hold, answered({ at: day('10:00:09') }));
    await tell(round, hold, answered({ at: day('10:00:09') }));
    expect(await figures()).toMatchObject([{ response: { count: 1, avgMs: 20_000 }, handleTime: { count: 1 }, handled: 1 }]);
  });

  test('ids that no database likes do not stop the ledger', async () => {
    const odd = ['a\0b', '\u{1f600}'.repeat(128), '问'.repeat(768), '\ud800', `"{},\\'null`, 'NULL'];
    await tell(
      ...odd.flatMap((text, i) => [
        opened({ at: day('10:00:00'), episodeId: text, customerId: text, cut: { agentId: text, shopId: text } }),
        answered({ at: day('10:00:00') + i, episodeId: text, customerId: text, cut: { agentId: text } }),
        replied({ openedAt: day('09:00:00'), at: day('10:00:00'), roundId: text, cut: { agentId: text } }),
      ]),
    );
    expect(await figures()).toMatchObject([{ conversations: odd.length, handled: odd.length, response: { count: odd.length } }]);
  });
});
