import type { EventType } from '@watchfloor/contracts/event';
import { Explanation } from '@watchfloor/contracts/explanation';
import type { FloorRow, Snapshot } from '@watchfloor/contracts/live';
import type { MetricsAnswer, MetricsBy, MetricsRow } from '@watchfloor/contracts/metrics';
import { readPositions } from '@watchfloor/history/ledger-positions';
import { connectRedis, untilReady } from '@watchfloor/redis/connect';
import { keys, partitionOf } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { cloudEvent } from '@watchfloor/testing/cloud-event';
import type { RunningService } from '@watchfloor/testing/run-service';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, KEY, PARTITIONS, problemOf, runHouse } from './run-gateway.ts';

// The golden cases of the definitions, each on a floor of its own: told through the receiver, asked of the gateway.

const DAY = '2026-11-11';
let house: House;
let ingestUrl: string;
let ledger: RunningService;
let redis: ScriptedRedis;

beforeAll(async () => {
  house = await runHouse();
  await house.start('keeper');
  ledger = await house.start('ledger');
  ingestUrl = (await house.start('ingest')).url;
  redis = connectRedis(house.redis.url);
  await untilReady(redis);
});
afterAll(() => redis.disconnect());
afterAll(() => house[Symbol.asyncDispose]());

type Told = { type: EventType; time: string; subject: string; data: Record<string, unknown> };
const tell =
  (type: EventType, data: (of: string) => Record<string, unknown>) =>
  (time: string, of = '', subject = 'c1'): Told => ({ type, time, subject, data: data(of) });
const asks = tell('message.received', (customerId) => ({
  customerId: customerId || 'u1',
  channel: 'tmall',
  shopId: 's1',
  text: '什么时候发货?',
}));
const replies = tell('message.sent', (agentId) => ({ from: 'agent', agentId, text: '明天发出' }));
const fills = tell('message.sent', (agentId) => ({ from: 'agent', agentId, text: '稍等' }));
const botSays = tell('message.sent', () => ({ from: 'bot', text: '您好' }));
const assigned = tell('conversation.assigned', (agentId) => ({ agentId, by: 'system' }));
const passedOn = tell('conversation.assigned', (agentId) => ({ agentId, by: 'agent' }));
const queued = tell('conversation.queued', () => ({}));
const requested = tell('conversation.human_requested', () => ({}));
const handedOver = tell('conversation.handed_over', () => ({}));
const isOnline = (time: string, agentId: string, teamId: string): Told => ({
  type: 'agent.status',
  time,
  subject: agentId,
  data: { status: 'online', teamId },
});

/** `10:00:00` of the day of the cases, or a whole instant; floors are on UTC unless a case says otherwise. */
const instant = (time: string): string => (time.includes('T') ? time : `${DAY}T${time}Z`);

/** Five minutes by five minutes, in each the last first: so much disorder is repaired. */
const disordered = <E extends { time: string }>(events: E[]): E[] =>
  [...Map.groupBy(events, ({ time }) => Math.floor(Date.parse(time) / 300_000))]
    .sort(([a], [b]) => a - b)
    .flatMap(([, few]) => few.toReversed());

/** The ledger has every fact of a floor of which so many events were told. */
async function untilRecorded(id: string, events: number): Promise<void> {
  const partition = partitionOf(`default/${id}`, PARTITIONS);
  const headers = { authorization: `Bearer ${KEY}` };
  const progress = async () => (await fetch(`${ingestUrl}/v1/floors/${id}/progress`, { headers })).json();
  await expect.poll(progress, { timeout: 15_000 }).toMatchObject({ applied: events, late: 0, ignored: 0 });
  const last = await redis.hget(keys.applied(partition), 'fact');
  await expect.poll(async () => (await readPositions(house.db, PARTITIONS)).get(partition), { timeout: 15_000 }).toBe(last);
}

/** Tells a new floor what happened. */
async function floorOf(id: string, events: Told[], settings: object = {}): Promise<(path: string) => Promise<unknown>> {
  expect((await house.ask('POST', '/floors', { body: { id, zone: 'UTC', clock: 'event', ...settings } })).status).toBe(201);
  const body = events.map(({ type, time, subject, data }, n) =>
    cloudEvent(type, { floor: id, subject, at: Date.parse(instant(time)), data, id: `${id}-${n}`, source: '/golden' }),
  );
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/cloudevents-batch+json' };
  const answer = await fetch(`${ingestUrl}/v1/events`, { method: 'POST', headers, body: JSON.stringify(disordered(body)) });
  expect(await answer.json()).toMatchObject({ accepted: events.length, rejected: [] });
  await untilRecorded(id, events.length);
  const read = async (path: string) => {
    const got = await house.ask('GET', `/floors/${id}${path}`);
    expect(got.status, path).toBe(200);
    return got.json() as Promise<unknown>;
  };
  return read;
}

type Asked = { by?: MetricsBy; of?: string; from?: string; to?: string };
async function figures(read: (path: string) => Promise<unknown>, asked: Asked = {}): Promise<MetricsRow | undefined> {
  const { by = 'floor', of, from = '00:00:00', to = '23:59:59' } = asked;
  const { rows } = (await read(`/metrics?${new URLSearchParams({ by, from: instant(from), to: instant(to) })}`)) as MetricsAnswer;
  return of === undefined ? rows[0] : rows.find(({ key }) => key === of);
}
const live = async (read: (path: string) => Promise<unknown>, window = '1h'): Promise<FloorRow> =>
  ((await read(`/live?window=${window}`)) as Snapshot).floor;

describe('the golden cases, through receiver, keeper, ledger and gateway', () => {
  const day = [assigned('10:10:00', 'A'), asks('10:10:15'), asks('10:15:20'), replies('10:18:10', 'A')];

  test('asked twice and replied once is one round of 475 s, missed at 10:13:15; a second one is in time', async () => {
    const read = await floorOf('twice', day);
    const once = { response: { count: 1, avgMs: 475_000 }, within: { '180': { hit: 0, total: 1 } } };
    expect(await figures(read)).toMatchObject(once);
    expect(await figures(read, { by: 'agent', of: 'A', from: '10:13:15', to: '10:13:16' })).toMatchObject({
      within: { '180': { hit: 0, total: 1 } },
    });
    expect(await figures(read, { from: '10:13:16' })).toMatchObject({
      response: { count: 1 },
      within: { '180': { hit: 0, total: 0, rate: null } },
    });
    expect(await live(read)).toMatchObject(once);
    const more = await floorOf('twice-more', [...day, asks('10:18:30'), replies('10:19:00', 'A')]);
    const half = { within: { '180': { hit: 1, total: 2, rate: 0.5 } } };
    expect([await figures(more), await live(more)]).toMatchObject([half, half]);
  });

  test('ten questions without a reply are no verdict before the first is 180 s old, and 0/1 after', async () => {
    const questions = Array.from({ length: 10 }, (_, i) => asks(`10:10:1${i}`));
    const before = await floorOf('ten-young', [...questions, isOnline('10:13:10', 'Z', 'x')]);
    const none = { response: { count: 0, avgMs: null }, within: { '180': { hit: 0, total: 0, rate: null } } };
    expect([await figures(before), await live(before)]).toMatchObject([none, none]);
    const after = await floorOf('ten-old', [...questions, isOnline('10:13:11', 'Z', 'x')]);
    const missed = { within: { '180': { hit: 0, total: 1, rate: 0 } } };
    expect([await figures(after), await live(after)]).toMatchObject([missed, missed]);
  });

  test('who let go while the customer waited has a miss and no response time; the share of the wait is whose it was', async () => {
    const read = await floorOf('passed-on', [
      asks('09:00:00'),
      queued('09:00:00'),
      assigned('09:00:40', 'A'),
      passedOn('09:02:00', 'B'),
      replies('09:02:10', 'B'),
    ]);
    expect(await figures(read)).toMatchObject({
      response: { count: 1, avgMs: 130_000 },
      waitShare: { queueMs: 40_000, heldMs: 90_000 },
      transferredUnanswered: 1,
    });
    expect(await figures(read, { by: 'agent', of: 'B' })).toMatchObject({
      response: { count: 1, avgMs: 10_000 },
      waitShare: { heldMs: 10_000 },
    });
    expect(await figures(read, { by: 'agent', of: 'A' })).toMatchObject({
      response: { count: 0, avgMs: null },
      waitShare: { heldMs: 80_000 },
      transferredUnanswered: 1,
      within: { '60': { hit: 0, total: 1 }, '180': { hit: 0, total: 0, rate: null } },
    });
  });

  test('all stretches of the one who replies are his: 180 s, not 10', async () => {
    const read = await floorOf('stretches', [
      asks('09:00:00'),
      assigned('09:00:00', 'A'),
      assigned('09:02:50', 'B'),
      assigned('09:02:55', 'A'),
      replies('09:03:05', 'A'),
    ]);
    expect(await figures(read, { by: 'agent', of: 'A' })).toMatchObject({ response: { count: 1, avgMs: 180_000 } });
  });

  test('behind a bot the first response counts from the request for a human; what the bot says counts nowhere', async () => {
    const read = await floorOf('bot', [
      asks('10:00:00'),
      botSays('10:00:01'),
      requested('10:00:20'),
      handedOver('10:00:30'),
      replies('10:00:50', 'A'),
    ]);
    const told = {
      firstResponse: { count: 1, avgMs: 30_000 },
      response: { count: 1, avgMs: 30_000 },
      botHold: { count: 1, avgMs: 10_000 },
      messagesOut: 1,
    };
    expect([await figures(read), await live(read)]).toMatchObject([told, told]);
  });

  test('稍等 closes the round after 5 s; what it promised took 395 s more', async () => {
    const read = await floorOf('filler', [assigned('10:00:00', 'A'), asks('10:00:00'), fills('10:00:05', 'A'), replies('10:06:40', 'A')]);
    const told = { response: { count: 1, avgMs: 5_000 }, followUpWait: { count: 1, avgMs: 395_000 }, fillers: 1, fillerRate: 1 };
    expect([await figures(read), await live(read)]).toMatchObject([told, told]);
    expect(await figures(read, { by: 'agent', of: 'A' })).toMatchObject(told);
  });

  test('of 1,000 rounds of today 916 were in time: at 90 % 17 more may be late', async () => {
    const rounds = Array.from({ length: 1_000 }, (_, n) => {
      const at = (ms: number) => new Date(Date.parse(instant('10:00:00')) + n * 1_000 + ms).toISOString();
      return [asks(at(0), `u${n}`, `c${n}`), replies(at(n < 916 ? 20_000 : 181_000), 'A', `c${n}`)];
    });
    const read = await floorOf('slack', rounds.flat());
    expect(await live(read, 'today')).toMatchObject({ within: { '180': { hit: 916, total: 1_000 } }, slack: 17 });
    expect(await figures(read)).toMatchObject({ within: { '180': { hit: 916, total: 1_000 } } });
  });

  test('asked a minute before closing time and answered a minute after opening: 120 s of business time beside the raw wait', async () => {
    const hours = [{ from: '09:00', to: '18:00' }];
    const read = await floorOf('office', [asks(`${DAY}T17:59:00+08:00`), replies('2026-11-12T09:01:00+08:00', 'A')], {
      zone: 'Asia/Shanghai',
      officeHours: { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours },
    });
    expect(await figures(read, { from: '2026-11-11T00:00:00+08:00', to: '2026-11-13T00:00:00+08:00' })).toMatchObject({
      response: { count: 1, avgMs: 54_120_000 },
      businessResponse: { count: 1, avgMs: 120_000 },
      businessWithin: { '60': { hit: 0, total: 1 }, '180': { hit: 1, total: 1 } },
    });
  });
});

/** Customers who ask before a sale, one a minute from an instant on; the first so many pay an hour later. */
function inquiries(from: string, asked: number, paying: number, name = 'u'): Told[] {
  return Array.from({ length: asked }, (_, n) => {
    const [customerId, subject] = [`${name}${n}`, `${name}-talk-${n}`];
    const at = (ms: number) => new Date(Date.parse(instant(from)) + n * 60_000 + ms).toISOString();
    const opened: Told = { type: 'conversation.opened', time: at(0), subject, data: { customerId, channel: 'tmall', intent: 'presales' } };
    return [opened, replies(at(10_000), 'A', subject), ...(n < paying ? [pays(at(3_600_000), customerId, '100.00')] : [])];
  }).flat();
}
function pays(time: string, customerId: string, amount: string, orderId = `o-${customerId}`): Told {
  const order = { orderId, customerId, amount, currency: 'CNY', items: 2, kind: 'full' };
  return { type: 'order.paid', time, subject: orderId, data: order };
}
/** Cohorts are counted now and then, and first of all when a ledger starts. */
async function untilCounted(read: (path: string) => Promise<unknown>, asked: Asked, inquired: number): Promise<void> {
  expect(await ledger.stop()).toBe(0);
  ledger = await house.start('ledger');
  await expect.poll(async () => (await figures(read, asked))?.inquiries, { timeout: 20_000 }).toBe(inquired);
}

describe('the golden cases of cohorts', () => {
  test('ten ask, three pay, one of them twice: a conversion of 0.3, and money by three buyers', async () => {
    const read = await floorOf('ten-ask', [...inquiries('09:00:00', 10, 3), pays('11:00:00', 'u1', '60.00', 'second')]);
    await untilCounted(read, {}, 10);
    const told = { inquiries: 10, buyers: 3, conversion: 0.3, sales: '360.00', aov: '120.00' };
    expect(await figures(read)).toMatchObject(told);
    expect(await figures(read, { by: 'agent', of: 'A' })).toMatchObject(told);
    const explain = async (query: string) =>
      Explanation.parse(await read(`/explain?${query}&from=${instant('00:00:00')}&to=${instant('23:00:00')}`));
    const { value, formula, items } = await explain('metric=conversion&subject=agent:A&limit=500');
    expect([value, formula?.over[0]?.value, formula?.under[0]?.value]).toEqual([0.3, 3, 10]);
    expect(items.map(({ kind, counted }) => [kind, ...counted.map(({ as, n }) => `${as} ${n}`)])).toEqual([
      ...Array(7).fill(['inquiry', 'inquiries 1']),
      ...Array(3).fill(['inquiry', 'inquiries 1', 'buyers 1']),
    ]);
    const money = await explain('metric=sales');
    expect([money.value, ...money.items.map(({ counted }) => counted.find(({ as }) => as === 'sales:CNY')?.n)]).toEqual([
      '360.00',
      1e6,
      1.6e6,
      1e6,
    ]);
    expect(money.leftOut.map(({ reason }) => reason)).toEqual(Array(7).fill('notPaid'));
    const first = await explain('metric=inquiries&limit=6');
    const rest = await explain(`metric=inquiries&limit=6&cursor=${first.nextCursor}`);
    expect([...first.items, ...rest.items].map(({ conversationId }) => conversationId)).toEqual(
      items.map(({ conversationId }) => conversationId),
    );
    expect(rest.nextCursor).toBeNull();
  });
});

describe('the golden cases of appraisal', () => {
  /** Customers answered by an agent, one after the other. */
  const handles = (agentId: string, count: number): Told[] =>
    Array.from({ length: count }, (_, n) => {
      const time = new Date(Date.parse(`${DAY}T10:00:00Z`) + n * 1_000).toISOString();
      return [asks(time, `${agentId}-${n}`, `${agentId}-${n}`), replies(time, agentId, `${agentId}-${n}`)];
    }).flat();

  test('100, 80, 60 and 40 handled are 142.86, 114.29, 85.71 and 57.14 % of an equal share', async () => {
    const people = [
      ['A', 100],
      ['B', 80],
      ['C', 60],
      ['D', 40],
    ] as const;
    const read = await floorOf(
      'shares',
      people.flatMap(([id, count]) => [isOnline('09:00:00', id, 'team'), ...handles(id, count)]),
    );
    const { rows } = (await read(`/metrics?by=agent&from=${instant('00:00:00')}&to=${instant('23:00:00')}`)) as MetricsAnswer;
    expect(rows.map(({ reception }) => Math.round((reception?.share ?? 0) * 10_000) / 100)).toEqual([142.86, 114.29, 85.71, 57.14]);
    expect(rows[0]?.reception).toMatchObject({ handledByTeam: 280, headcount: 4 });
  });

  test('a bonus on three months goes by all their inquiries together: 202 of 620', async () => {
    const months = [...inquiries('2026-08-03T00:00:00Z', 20, 12, 'aug'), ...inquiries('2026-09-03T00:00:00Z', 300, 100, 'sep')];
    const read = await floorOf('pooled', [...months, ...inquiries('2026-10-03T00:00:00Z', 300, 90, 'oct')]);
    const quarter = { from: '2026-08-01T00:00:00Z', to: '2026-11-01T00:00:00Z' };
    await untilCounted(read, quarter, 620);
    const ladder = [
      { from: 0.3, to: 0.4, amount: 200 },
      { from: 0.4, amount: 500 },
    ];
    const answer = await house.ask('POST', '/floors/pooled/bonuses/preview', { body: { agentId: 'A', ...quarter, ladder } });
    expect(await answer.json()).toMatchObject({ metric: 'conversion', value: 202 / 620, amount: 200 });
  });

  test('a scorecard goes by the figures of the agent: 9, 9, 7 and 4 points are 256 of 289', async () => {
    await floorOf('scores', [isOnline('09:00:00', 'A', 'team'), ...handles('A', 4)]);
    const kpi = (metric: string, weight: number, points: number, given: number) => ({ metric, weight, points, tiers: [{ points: given }] });
    const body = { agentId: 'A', from: instant('00:00:00'), to: instant('23:00:00') };
    const ask = (kpis: object[]) => house.ask('POST', '/floors/scores/scorecards/preview', { body: { ...body, kpis } });
    const kpis = [kpi('handled', 10, 10, 9), kpi('within.180.rate', 10, 10, 9), kpi('messagesOut', 8, 8, 7), kpi('fillerRate', 5, 5, 4)];
    expect(await (await ask(kpis)).json()).toMatchObject({ score: 256, ofScore: 289, share: 256 / 289, complete: true });
    expect(await (await ask([...kpis, kpi('csat.rate', 5, 5, 5)])).json()).toMatchObject({ score: 256, ofScore: 289, complete: false });
    expect(await problemOf(await ask([kpi('response.nothing', 1, 1, 1)]))).toMatchObject({
      status: 400,
      detail: expect.stringContaining('kpis.0.metric: response.nothing'),
    });
  });
});
