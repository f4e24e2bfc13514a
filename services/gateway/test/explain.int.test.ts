import { ConversationEvents } from '@watchfloor/contracts/archive';
import { DEFINITIONS, definedPaths, definitionOf } from '@watchfloor/contracts/definitions';
import { TYPE_PREFIX } from '@watchfloor/contracts/event';
import { type ExplainedItem, Explanation } from '@watchfloor/contracts/explanation';
import { Snapshot } from '@watchfloor/contracts/live';
import { MetricsAnswer, type MetricsBy, type MetricsRow } from '@watchfloor/contracts/metrics';
import { measuresBehind } from '@watchfloor/core/explain/measures-behind';
import { floorStories } from '@watchfloor/core/floor/arbitrary-events';
import { figuresOf } from '@watchfloor/core/measure/figures-of';
import { addMeasure, COUNT_NAMES, type CountName, emptyTally, LENGTH_NAMES, type LengthName } from '@watchfloor/core/measure/tally';
import type { RunningService } from '@watchfloor/testing/run-service';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { numberAt } from '../src/explain/number-at.ts';
import { type House, KEY, problemOf, runHouse } from './run-gateway.ts';

/** A floor on event time with some hours of everything that may happen, and one with the stories of people. */
const MORNING = Date.parse('2026-11-11T00:00:00Z');
const RANGE = { from: '2026-11-11T01:10:00.000Z', to: '2026-11-11T04:20:00.000Z' };

const JUDGED = [{ id: 's1', name: '京东自营', profile: 'jd' }];

let house: House;
let ingest: RunningService;
beforeAll(async () => {
  house = await runHouse();
  [ingest] = await Promise.all([house.start('ingest'), house.start('keeper'), house.start('ledger')]);
  for (const id of ['any', 'told']) await house.ask('POST', '/floors', { body: { id, clock: 'event', zone: 'UTC' } });
  const stories = fc.sample(floorStories({ from: 0, maxLength: 40 }), { seed: 5, numRuns: 16 });
  let start = MORNING;
  const events = stories.flatMap((story, index) => {
    const mine = story.map(({ type, subject, data, time, id }) => event(type, subject, data, start + time, `s${index}-${id}`));
    start += story.at(-1)?.time ?? 0;
    return mine;
  });
  await send('any', events);
  await send('told', told());
  await house.ask('POST', '/floors', { body: { id: 'judged', clock: 'event', zone: 'UTC', profile: 'taobao', shops: JUDGED } });
  await send('judged', told());
}, 60_000);
afterAll(() => house[Symbol.asyncDispose]());

let made = 0;
const event = (type: string, subject: string, data: object, time: number, id = `e-${++made}`) => ({
  specversion: '1.0',
  id,
  source: '/chat',
  type: `${TYPE_PREFIX}${type}`,
  time: new Date(time).toISOString(),
  subject,
  data,
});

/** Two customers: one answered late, who had been passed on before; one whom a bot answered; and who closes what is closed. */
function told(): object[] {
  const at = (time: string) => Date.parse(`2026-11-11T${time}Z`);
  const asks = (subject: string, time: string) =>
    event('message.received', subject, { customerId: `u-${subject}`, customerName: '王小明', channel: 'tmall', shopId: 's1' }, at(time));
  return [
    event('agent.status', 'A', { status: 'online', name: '林晓', teamId: 'east' }, at('10:00:00')),
    event('agent.status', 'B', { status: 'online', name: '周敏', teamId: 'east' }, at('10:00:00')),
    asks('c1', '10:10:15'),
    event('conversation.assigned', 'c1', { agentId: 'A' }, at('10:10:20')),
    event('conversation.assigned', 'c1', { agentId: 'B', by: 'agent' }, at('10:18:00')),
    event('message.sent', 'c1', { from: 'agent', agentId: 'B', text: '今天发出' }, at('10:18:10')),
    asks('c2', '10:20:00'),
    event('message.sent', 'c2', { from: 'bot', text: '您好' }, at('10:20:01')),
    event('conversation.closed', 'c1', { reason: 'resolved' }, at('10:21:00')),
    event('conversation.closed', 'c1', {}, at('10:22:00')),
    asks('c3', '10:23:00'),
  ];
}

async function send(floor: string, events: object[]): Promise<void> {
  for (let at = 0; at < events.length; at += 200) {
    const response = await fetch(`${ingest.url}/v1/events?floor=${floor}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(events.slice(at, at + 200)),
    });
    const receipt = (await response.json()) as { rejected?: unknown[] };
    if (response.status !== 202 || receipt.rejected?.length) throw new Error(JSON.stringify(receipt));
  }
  const last = (events.at(-1) as { time: string }).time;
  const isIn = async () => (await metrics(floor, 'floor')).asOf === last;
  await vi.waitUntil(isIn, { timeout: 20_000, interval: 50 });
}

const ask = (floor: string, query: Record<string, string>) => house.ask('GET', `/floors/${floor}/explain?${new URLSearchParams(query)}`);
async function explain(floor: string, query: Record<string, string>): Promise<Explanation> {
  const answer = await ask(floor, query);
  const body: unknown = await answer.json();
  if (answer.status !== 200) throw new Error(JSON.stringify(body));
  return Explanation.parse(body);
}
async function metrics(floor: string, by: MetricsBy, range = RANGE): Promise<MetricsAnswer> {
  return MetricsAnswer.parse(await (await house.ask('GET', `/floors/${floor}/metrics?${new URLSearchParams({ ...range, by })}`)).json());
}

const isCount = (name: string): name is CountName => COUNT_NAMES.some((count) => count === name);
const isLength = (name: string): name is LengthName => LENGTH_NAMES.some((length) => length === name);

/** The figures that items add up to. */
function figuresOfItems(items: readonly ExplainedItem[]): object {
  const tally = emptyTally();
  let handled = 0;
  for (const { ms, counted } of items)
    for (const { as, n } of counted) {
      if (as === 'handled') handled += n;
      else if (isLength(as)) addMeasure(tally, { subject: 'f:', at: 0, kind: 'length', name: as, ms: ms ?? -1 });
      else if (isCount(as)) addMeasure(tally, { subject: 'f:', at: 0, kind: 'count', name: as, n });
      else throw new Error(`an item counts as ${as}`);
    }
  return figuresOf(tally, { exactMax: true, handled });
}

const keyOf = (path: string): string => definitionOf(path)?.key ?? '';
const windowPaths = definedPaths().filter((path) => DEFINITIONS[keyOf(path)]?.kind === 'window' && measuresBehind(path, keyOf(path)));

describe('every figure of a range', () => {
  const subjectOf = (by: MetricsBy, { key }: MetricsRow) => (by === 'floor' ? 'floor' : `${by}:${key}`);

  test.each(['floor', 'agent', 'team', 'shop', 'channel'] as const)(
    'by %s: is explained as /metrics gives it, and its items add up to it',
    async (by) => {
      const { rows } = await metrics('any', by);
      expect(rows.length).toBeGreaterThan(0);
      // Of all fields that are counted from the same one is enough, but for one subject.
      const representatives = [...new Map(windowPaths.map((path) => [String(measuresBehind(path, keyOf(path))), path])).values()];
      for (const [index, row] of rows.slice(0, 2).entries()) {
        const paths = index === 0 && by === 'agent' ? windowPaths : representatives;
        await Promise.all(
          paths.map(async (path) => {
            const { value, items, nextCursor, formula } = await explain('any', {
              metric: path,
              subject: subjectOf(by, row),
              ...RANGE,
              limit: '500',
            });
            expect([path, value]).toEqual([path, numberAt(row, path) ?? null]);
            expect([path, nextCursor]).toEqual([path, null]);
            const added = numberAt(figuresOfItems(items), path);
            if (added !== undefined) expect([path, added]).toEqual([path, value]);
            if (formula && typeof value === 'number') {
              const sum = (parts: { value: number | null }[]) => parts.reduce((total, part) => total + (part.value ?? 0), 0);
              expect([path, value]).toEqual([path, (sum(formula.over) / sum(formula.under)) * (formula.times?.value ?? 1)]);
            }
          }),
        );
      }
    },
  );

  test.each(['within.60.rate', 'complaintRate', 'answerRatio', 'onlineMs'])('%s: comes the same in small pages', async (metric) => {
    const whole = await explain('any', { metric, ...RANGE, limit: '500' });
    const items: ExplainedItem[] = [];
    const leftOut: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Explanation = await explain('any', { metric, ...RANGE, limit: '3', ...(cursor ? { cursor } : {}) });
      expect(page.items.length).toBeLessThanOrEqual(3);
      items.push(...page.items);
      leftOut.push(...page.leftOut.filter(({ kind }) => kind !== 'event'));
      cursor = page.nextCursor;
    }
    expect(items).toEqual(whole.items);
    expect(leftOut).toEqual(whole.leftOut.filter(({ kind }) => kind !== 'event'));
  });
});

describe('an explanation', () => {
  const HOUR = { from: '2026-11-11T10:00:00.000Z', to: '2026-11-11T11:00:00.000Z' };

  test('tells the miss and when it was, who had it, what a bot withdrew, what is open and which event changed nothing', async () => {
    const floor = await explain('told', { metric: 'within.180.rate', ...HOUR });
    expect(floor).toMatchObject({
      value: 0,
      definition: { key: 'within.180', version: 1, kind: 'window', unit: 'rate', name: { 'zh-CN': '3 分钟回复率 · 比率' } },
      profile: { name: 'default' },
      formula: { over: [{ metric: 'within.180.hit', value: 0 }], under: [{ metric: 'within.180.total', value: 1 }], times: null },
      items: [
        {
          kind: 'round',
          conversationId: 'c1',
          customer: '王**',
          agent: '周敏',
          since: '2026-11-11T10:10:15.000Z',
          at: '2026-11-11T10:18:10.000Z',
          ms: 475_000,
          counted: [{ as: 'miss180', at: '2026-11-11T10:13:15.000Z', n: 1 }],
        },
      ],
    });
    expect(floor.leftOut).toMatchObject([
      { kind: 'round', conversationId: 'c3', reason: 'open' },
      { kind: 'round', conversationId: 'c2', customer: '王**', reason: 'withdrawn' },
      { kind: 'event', conversationId: 'c1', reason: 'ignored', detail: 'conversation.closed: the conversation is closed already' },
    ]);
    const agent = await explain('told', { metric: 'response.avgMs', subject: 'agent:B', ...HOUR });
    expect(agent).toMatchObject({ subject: { kind: 'agent', id: 'B', name: '周敏' }, value: 10_000, items: [{ ms: 10_000 }] });
    const other = await explain('told', { metric: 'response.avgMs', subject: 'agent:A', ...HOUR });
    expect(other).toMatchObject({ value: null, items: [], leftOut: [{ reason: 'answeredByOther', agent: '周敏' }] });
  });

  test('leads to the events of the conversation; what was said is for those who may see it', async () => {
    const events = async (token?: string) => {
      const path = '/floors/told/conversations/c1/events?at=2026-11-11T10:18:10Z';
      return ConversationEvents.parse(await (await house.ask('GET', path, token === undefined ? {} : { token })).json()).items;
    };
    // The archive is written by the ledger, beside the figures.
    await vi.waitUntil(async () => (await events()).length === 6, { timeout: 10_000, interval: 50 });
    const told = (await events()).map(({ type }) => type.slice(TYPE_PREFIX.length));
    expect(told).toEqual([
      'message.received',
      'conversation.assigned',
      'conversation.assigned',
      'message.sent',
      'conversation.closed',
      'conversation.closed',
    ]);
    expect((await events())[3]?.data).toMatchObject({ from: 'agent', agentId: 'B', text: '今天发出' });
    const forSupervisor = (await events(await house.tokenOf('supervisor')))[3]?.data;
    expect(forSupervisor).toMatchObject({ from: 'agent', agentId: 'B' });
    expect(forSupervisor).not.toHaveProperty('text');
  });

  test('counts customers once, by the last reply', async () => {
    expect(await explain('told', { metric: 'handled', ...HOUR })).toMatchObject({
      value: 1,
      items: [{ kind: 'customer', customer: '王**', times: 1, counted: [{ as: 'handled', n: 1 }] }],
    });
  });

  test('without a range takes the last 5 min, to the end of this second', async () => {
    const { from, to, value } = await explain('told', { metric: 'messagesIn' });
    expect([from, to, value]).toEqual(['2026-11-11T10:18:01.000Z', '2026-11-11T10:23:01.000Z', 2]);
  });

  test.each([
    [{ metric: 'nonsense' }, 'nonsense'],
    [{ metric: 'response' }, 'response'],
    [{ metric: 'handled', subject: 'agent:nobody' }, 'agent:nobody'],
    [{ metric: 'handled', subject: 'shop:nowhere' }, 'shop:nowhere'],
    [{ metric: 'handled', subject: 'planet:mars' }, 'subject'],
    [{ metric: 'handled', from: HOUR.from }, 'to'],
    [{ metric: 'handled', from: HOUR.to, to: HOUR.from }, 'to'],
    [{ metric: 'handled', cursor: 'mine' }, 'cursor'],
  ])('refuses %j and names it', async (query, named) => {
    const answer = await ask('told', query as unknown as Record<string, string>);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(await problemOf(answer))).toContain(named);
  });
});

describe('every figure of now', () => {
  const livePaths = definedPaths().filter((path) => DEFINITIONS[keyOf(path)]?.kind === 'live');

  test.each(['floor', 'agent:A', 'agent:B', 'team:east', 'shop:s1', 'channel:tmall'])(
    'of %s is explained as /live gives it',
    async (subject) => {
      const live = Snapshot.parse(await (await house.ask('GET', '/floors/told/live')).json());
      const rows = [
        ...live.agents.map((row) => ({ ...row, is: `agent:${row.id}` })),
        ...live.teams.map((row) => ({ ...row, is: `team:${row.id}` })),
      ];
      const others = [
        ...live.shops.map((row) => ({ ...row, is: `shop:${row.id}` })),
        ...live.channels.map((row) => ({ ...row, is: `channel:${row.id}` })),
      ];
      const row = subject === 'floor' ? live.floor : [...rows, ...others].find(({ is }) => is === subject);
      if (!row) throw new Error(`${subject} has no row`);
      for (const path of livePaths) {
        const { value, asOf, from, items } = await explain('told', { metric: path, subject });
        // Slack is of today, and told of it.
        expect([path, value, from]).toEqual([path, numberAt(row, path) ?? null, path === 'slack' ? '2026-11-11T00:00:00.000Z' : asOf]);
        if (typeof value === 'number' && !path.endsWith('Ms') && path !== 'load' && path !== 'slack')
          expect([path, items.flatMap(({ counted }) => counted).reduce((total, { n }) => total + n, 0)]).toEqual([path, value]);
      }
    },
  );

  test('tells the verdicts of today behind the slack', async () => {
    const { value, from, items } = await explain('told', { metric: 'slack' });
    expect([value, from]).toEqual([-1, '2026-11-11T00:00:00.000Z']);
    expect(items).toMatchObject([{ conversationId: 'c1', counted: [{ as: 'miss180' }] }]);
  });

  test('names who waits, and comes in pages', async () => {
    const first = await explain('told', { metric: 'waiting', limit: '1' });
    expect(first).toMatchObject({
      value: 1,
      items: [{ kind: 'conversation', conversationId: 'c3', customer: '王**', counted: [{ as: 'waiting' }] }],
    });
    expect(first.nextCursor).toBeNull();
    const agents = await explain('told', { metric: 'agents.online', limit: '1' });
    expect(agents).toMatchObject({ value: 2, items: [{ kind: 'agent', agent: '林晓' }] });
    const rest = await explain('told', { metric: 'agents.online', limit: '1', cursor: agents.nextCursor ?? '' });
    expect(rest).toMatchObject({ items: [{ agent: '周敏' }], nextCursor: null });
  });
});

describe('figures of a platform', () => {
  const range = { from: '2026-11-11T10:00:00.000Z', to: '2026-11-11T11:00:00.000Z' };

  test('stand beside ours in /metrics, with the versions that hold, and live the same', async () => {
    const query = new URLSearchParams({ ...range, by: 'shop' });
    const answer = MetricsAnswer.parse(await (await house.ask('GET', `/floors/judged/metrics?${query}`)).json());
    expect(answer.profiles).toEqual([
      { name: 'taobao', versions: ['2022-03'] },
      { name: 'jd', versions: ['2026-11'] },
    ]);
    const [row] = answer.rows;
    expect(row).toMatchObject({
      key: 's1',
      name: '京东自营',
      platform: { jd: { hit: 0, total: 1, rate: 0, response: { count: 1, avgMs: 475_000 } } },
    });
    const live = Snapshot.parse(await (await house.ask('GET', '/floors/judged/live?window=today')).json());
    expect(live.shops).toMatchObject([{ id: 's1', name: '京东自营', slack: -1, platform: { jd: { hit: 0, total: 1 } } }]);
  });

  test('are explained: what counts, and by which version', async () => {
    const explained = await explain('judged', { metric: 'platform.jd.rate', subject: 'shop:s1', ...range });
    expect(explained).toMatchObject({ value: 0, profile: { name: 'jd', version: '2026-11' }, formula: { under: [{ value: 1 }] } });
    expect(explained.items).toMatchObject([{ kind: 'episode', counted: [{ as: 'jdMiss30', at: '2026-11-11T10:10:45.000Z', n: 1 }] }]);
  });
});
