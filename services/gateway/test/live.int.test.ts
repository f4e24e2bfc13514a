import { Alert } from '@watchfloor/contracts/alert';
import { type LoggedEvent, TYPE_PREFIX } from '@watchfloor/contracts/event';
import { Delta, Snapshot } from '@watchfloor/contracts/live';
import { MetricsAnswer } from '@watchfloor/contracts/metrics';
import { floorStories } from '@watchfloor/core/floor/arbitrary-events';
import { applyDelta } from '@watchfloor/live-client/apply-delta';
import type { RunningService } from '@watchfloor/testing/run-service';
import fc from 'fast-check';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type House, KEY, problemOf, runHouse } from './run-gateway.ts';

let house: House;
let ingest: RunningService;
let token: string;
beforeAll(async () => {
  house = await runHouse();
  [ingest] = await Promise.all([house.start('ingest'), house.start('keeper'), house.start('alerting'), house.start('ledger')]);
  token = await house.tokenOf('supervisor');
});
afterAll(() => house[Symbol.asyncDispose]());

let made = 0;
const event = (type: string, subject: string, data: object, time = Date.now()) => ({
  specversion: '1.0',
  id: `e-${++made}`,
  source: '/chat',
  type: `${TYPE_PREFIX}${type}`,
  time: new Date(time).toISOString(),
  subject,
  data,
});
const asks = (subject: string, time?: number) =>
  event('message.received', subject, { customerId: `u-${subject}`, channel: 'tmall', shopId: 's1', customerName: '王小明' }, time);
const replies = (subject: string, agentId: string, time?: number) => event('message.sent', subject, { from: 'agent', agentId }, time);

async function send(floor: string, events: object[]): Promise<void> {
  const response = await fetch(`${ingest.url}/v1/events?floor=${floor}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(events),
  });
  const receipt = (await response.json()) as { rejected?: unknown[] };
  if (response.status !== 202 || receipt.rejected?.length) throw new Error(JSON.stringify(receipt));
}
const live = async (floor: string, window = '5m'): Promise<Snapshot> =>
  Snapshot.parse(await (await house.ask('GET', `/floors/${floor}/live?window=${window}`)).json());
const makeFloor = (id: string, more: object = {}) => house.ask('POST', '/floors', { body: { id, ...more } });
const untilApplied = (floor: string, count: number) =>
  vi.waitUntil(
    async () => {
      const answer = await fetch(`${ingest.url}/v1/floors/${floor}/progress`, { headers: { authorization: `Bearer ${KEY}` } });
      return ((await answer.json()) as { applied: number }).applied >= count;
    },
    { timeout: 10_000, interval: 20 },
  );

/** A client that keeps a picture as the contract says: a snapshot, then every delta in its number. */
async function watch(floor: string, window = '5m') {
  const socket: Socket = io(`${house.gateway.url}/wallboard`, { auth: { token }, forceNew: true, reconnection: false });
  const pictures: Snapshot[] = [];
  const gaps: number[] = [];
  socket.on('snapshot', (snapshot) => pictures.push(Snapshot.parse(snapshot)));
  socket.on('delta', (delta) => {
    const last = pictures.at(-1);
    if (!last) return;
    const outcome = applyDelta(last, Delta.parse(delta));
    if (outcome.kind === 'applied') pictures.push(outcome.snapshot);
    else gaps.push(delta.seq);
  });
  const ask = () => socket.timeout(5_000).emitWithAck('subscribe', { floor, window });
  const first = await new Promise((resolve) => socket.once('connect', () => resolve(ask())));
  return { socket, pictures, gaps, ask, first, latest: () => pictures.at(-1), [Symbol.dispose]: () => void socket.disconnect() };
}

const AGES = new Set([
  'longestWaitMs',
  'longestQueueMs',
  'oldestTicketMs',
  'statusMs',
  'waitMs',
  'untouchedMs',
  'onlineMs',
  'busyMs',
  'awayMs',
  'suspendedMs',
  'seq',
  'asOf',
  'from',
  'to',
]);
/** What a picture shows without what ticks by itself, rows by their keys: the order of rows is nobody's promise. */
const content = (snapshot: Snapshot): unknown =>
  JSON.parse(
    JSON.stringify(snapshot, (name, value) => {
      if (AGES.has(name)) return undefined;
      if (!Array.isArray(value)) return value;
      return value.toSorted((a, b) =>
        JSON.stringify([a.id, a.conversationId, a.ticketId]) < JSON.stringify([b.id, b.conversationId, b.ticketId]) ? -1 : 1,
      );
    }),
  );

describe('a live snapshot', () => {
  test('shows who waits, the agents, teams, shops and channels, in the shape of the contract', async () => {
    await makeFloor('shape');
    const t = Date.now();
    await send('shape', [
      event('agent.status', 'A', { status: 'online', name: '小李', teamId: 'presales', capacity: 5 }, t - 60_000),
      asks('c1', t - 50_000),
      event('conversation.assigned', 'c1', { agentId: 'A' }, t - 49_000),
      replies('c1', 'A', t - 40_000),
      asks('c2', t - 30_000),
      event('ticket.opened', 'k1', { agentId: 'A', kind: 'complaint' }, t - 20_000),
    ]);
    await untilApplied('shape', 6);
    const board = await live('shape');
    expect(board).toMatchObject({
      floorId: 'shape',
      window: '5m',
      floor: {
        open: 1,
        waiting: 1,
        queued: 1,
        unhandledTickets: 1,
        agents: { online: 1 },
        capacity: 5,
        response: { count: 1, avgMs: 10_000 },
      },
      agents: [{ id: 'A', name: '小李', status: 'online', open: 1, waiting: 0, response: { count: 1, avgMs: 9_000 } }],
      teams: [{ id: 'presales', open: 1 }],
      shops: [{ id: 's1', waiting: 1 }],
      channels: [{ id: 'tmall', waiting: 1 }],
      waiting: [
        {
          conversationId: 'c2',
          customer: '王**',
          agentId: null,
          queued: true,
          limitMs: 180_000,
          since: new Date(t - 30_000).toISOString(),
        },
      ],
      tickets: [{ ticketId: 'k1', kind: 'complaint', limitMs: 1_800_000 }],
      alerts: [],
      suggestions: [],
    });
    const [asOf, from, to] = [board.asOf, board.from, board.to].map((text) => Date.parse(text)) as [number, number, number];
    expect(to - from).toBe(300_000);
    expect([to % 1000, asOf < to, to - asOf <= 1000]).toEqual([0, true, true]);
    expect(board.waiting[0]?.waitMs).toBe(asOf - (t - 30_000));
  });

  test('of a floor that an ingest key made is there at once, and of an empty floor too', async () => {
    await makeFloor('empty');
    expect(await live('empty')).toMatchObject({
      floor: { open: 0, longestWaitMs: null, response: { count: 0, avgMs: null } },
      agents: [],
      waiting: [],
    });
    await send('made-by-key', [asks('c1')]);
    await untilApplied('made-by-key', 1);
    expect((await live('made-by-key')).waiting).toHaveLength(1);
    expect(await (await house.ask('GET', '/floors/made-by-key')).json()).toMatchObject({ id: 'made-by-key' });
  });

  test('moves with a limit that is changed', async () => {
    await makeFloor('limits');
    await send('limits', [asks('c1', Date.now() - 20_000)]);
    await untilApplied('limits', 1);
    expect((await live('limits')).floor).toMatchObject({ overdue: 0 });
    await house.ask('PUT', '/floors/limits', { body: { limits: { wait: { warning: 5_000, critical: 10_000 } } } });
    await vi.waitUntil(async () => (await live('limits')).floor.overdue === 1, { timeout: 5_000 });
  });
});

describe('a wallboard client', () => {
  test('has by snapshot and deltas what a fresh snapshot shows, in every window, while anything happens', async () => {
    await makeFloor('deltas', { limits: { wait: { warning: 1_000, critical: 2_000 } } });
    const stories = fc.sample(floorStories({ from: Date.now() - 100_000, gapMs: 1_000 }), { seed: 7, numRuns: 40 });
    const events: LoggedEvent[] = stories
      .flatMap((story, index) => story.map((each) => ({ ...each, id: `s${index}-${each.id}` })))
      .toSorted((a, b) => a.time - b.time);
    using first = await watch('deltas', '1m');
    using second = await watch('deltas', '1h');
    for (let at = 0; at < events.length; at += 25) {
      await send(
        'deltas',
        events.slice(at, at + 25).map(({ type, subject, data, time }) => event(type, subject, data, time)),
      );
      if (at % 100 === 0) {
        const seen = first.pictures.length;
        await vi.waitUntil(() => first.pictures.length > seen, { interval: 5 });
      }
    }
    using joined = await watch('deltas', '5m');
    await untilApplied('deltas', events.length);
    for (const [client, window] of [
      [first, '1m'],
      [second, '1h'],
      [joined, '5m'],
    ] as const) {
      // Overdue counts and windows move by time alone: the two are asked for until they speak of one instant's state.
      await vi.waitFor(
        async () => {
          const fresh = await live('deltas', window);
          const picture = client.latest();
          expect(picture && content(picture)).toEqual(content(fresh));
        },
        { timeout: 8_000, interval: 60 },
      );
      expect(client.gaps).toEqual([]);
      const numbers = client.pictures.map(({ seq }) => seq);
      expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
    }
  }, 30_000);

  test('gets at most four deltas a second, each younger than the one before', async () => {
    await makeFloor('pace');
    using client = await watch('pace');
    await vi.waitUntil(() => client.pictures.length > 8, { timeout: 6_000 });
    const stamps = client.pictures.map(({ asOf }) => Date.parse(asOf));
    expect(stamps).toEqual(stamps.toSorted((a, b) => a - b));
    expect((stamps.at(-1) ?? 0) - (stamps[0] ?? 0)).toBeGreaterThan((client.pictures.length - 2) * 200);
  });

  test('that has missed a delta asks again and is whole', async () => {
    await makeFloor('gap');
    using client = await watch('gap');
    await vi.waitUntil(() => client.pictures.length > 0);
    await send('gap', [asks('c1')]);
    await untilApplied('gap', 1);
    await vi.waitUntil(() => client.latest()?.floor.waiting === 1, { timeout: 5_000 });
    const last = client.pictures.pop();
    client.pictures.splice(0);
    if (last) client.pictures.push({ ...last, seq: last.seq - 5, waiting: [] });
    await vi.waitUntil(() => client.gaps.length > 0, { timeout: 5_000 });
    expect(await client.ask()).toEqual({ ok: true });
    await vi.waitUntil(() => client.latest()?.waiting.length === 1, { timeout: 5_000 });
    const { seq } = client.latest() ?? { seq: 0 };
    await vi.waitUntil(() => (client.latest()?.seq ?? 0) > seq, { timeout: 5_000 });
  });

  test('is told why it may not subscribe, and stays connected', async () => {
    using client = await watch('nowhere');
    expect(client.first).toEqual({ error: expect.stringContaining('nowhere') });
    for (const request of [null, {}, { floor: 7 }, { floor: 'empty', window: '2h' }, { floor: '../x' }])
      expect(await client.socket.timeout(5_000).emitWithAck('subscribe', request)).toEqual({ error: expect.any(String) });
    const stranger = io(`${house.gateway.url}/wallboard`, {
      auth: { token: await house.tokenOf('supervisor', 'elsewhere') },
      forceNew: true,
      reconnection: false,
    });
    await makeFloor('secret');
    expect(await stranger.timeout(5_000).emitWithAck('subscribe', { floor: 'secret' })).toEqual({ error: 'there is no floor secret' });
    stranger.disconnect();
    expect(client.socket.connected).toBe(true);
  });

  test('on an event-time floor sees a team’s conversation go dormant by the time of events', async () => {
    await makeFloor('replayed', { clock: 'event' });
    const t = Date.parse('2020-01-01T08:00:00Z');
    await send('replayed', [
      event('agent.status', 'A', { status: 'online', teamId: 'team' }, t),
      asks('c1', t),
      replies('c1', 'A', t + 1_000),
    ]);
    using client = await watch('replayed');
    await vi.waitUntil(() => client.latest()?.teams[0]?.open === 1, { timeout: 5_000 });
    await send('replayed', [event('agent.status', 'B', { status: 'online' }, t + 1_801_000)]);
    await vi.waitUntil(() => client.latest()?.teams[0]?.dormant === 1, { timeout: 5_000 });
    expect(client.latest()).toMatchObject({
      asOf: '2020-01-01T08:30:01.000Z',
      teams: [{ id: 'team', open: 0, dormant: 1 }],
      channels: [{ dormant: 1 }],
    });
  });
});

describe('alerts and figures', () => {
  test('an overdue round is on the board, in the list and told at once; then among the resolved', async () => {
    await makeFloor('late', { limits: { wait: { warning: 300, critical: 60_000 } } });
    using client = await watch('late');
    const news: { type: string; alert: Alert }[] = [];
    client.socket.on('alert', (each) => news.push(each));
    await send('late', [asks('c1')]);
    await vi.waitUntil(() => news.length === 1, { timeout: 5_000 });
    expect(news[0]).toMatchObject({
      type: 'fired',
      alert: { floor: 'late', severity: 'warning', subject: { kind: 'conversation', id: 'c1' } },
    });
    Alert.parse(news[0]?.alert);
    const list = async (query = '') =>
      (await (await house.ask('GET', `/floors/late/alerts${query}`)).json()) as { items: Alert[]; nextCursor: string | null };
    expect((await list()).items).toMatchObject([{ id: news[0]?.alert.id, state: 'firing' }]);
    expect((await live('late')).alerts).toHaveLength(1);
    expect((await list('?state=resolved')).items).toEqual([]);
    await send('late', [replies('c1', 'A')]);
    await vi.waitUntil(() => news.length === 2, { timeout: 5_000 });
    expect(news[1]).toMatchObject({ type: 'resolved', alert: { reason: 'replied' } });
    expect((await list()).items).toEqual([]);
    expect((await list('?state=resolved')).items).toMatchObject([{ state: 'resolved' }]);
    await vi.waitUntil(() => client.latest()?.alerts.length === 0, { timeout: 5_000 });
  });

  test('the same range from the ledger has the same counts and sums as the live window', async () => {
    await makeFloor('same');
    const t = Date.now() - 30_000;
    await send('same', [
      asks('c1', t),
      replies('c1', 'A', t + 4_000),
      asks('c2', t + 5_000),
      replies('c2', 'B', t + 12_000),
      asks('c1', t + 13_000),
      replies('c1', 'A', t + 14_001),
      asks('c3', t - 10_000),
    ]);
    await untilApplied('same', 7);
    const board = await live('same', '15m');
    const ask = async (by: string) =>
      MetricsAnswer.parse(await (await house.ask('GET', `/floors/same/metrics?from=${board.from}&to=${board.to}&by=${by}`)).json()).rows;
    await vi.waitUntil(async () => (await ask('floor'))[0]?.response.count === 3, { timeout: 10_000 });
    const [floor] = await ask('floor');
    expect(floor?.response).toMatchObject({ count: board.floor.response.count, avgMs: board.floor.response.avgMs });
    expect(floor).toMatchObject({ handled: 2, conversations: 3, response: { count: 3, avgMs: 4_000 } });
    const agents = await ask('agent');
    for (const { id, response } of board.agents)
      expect(agents.find(({ key }) => key === id)?.response).toMatchObject({ count: response.count, avgMs: response.avgMs });
    // The one who still waits has been missed already, and is no more so once he is answered.
    expect(floor).toMatchObject({ within: { '30': { hit: 3, total: 4 }, '60': { total: 3 } } });
    await send('same', [replies('c3', 'A', t + 29_000)]);
    await vi.waitUntil(async () => (await ask('floor'))[0]?.response.count === 4, { timeout: 10_000 });
    expect((await ask('floor'))[0]).toMatchObject({ within: { '30': { hit: 3, total: 4 }, '60': { hit: 4, total: 4 } } });
  });
});

describe('without Redis', () => {
  test('the board is 503 with a reason, and in step again once it is back', async () => {
    await makeFloor('outage');
    await send('outage', [asks('c1')]);
    using client = await watch('outage');
    await vi.waitUntil(() => client.latest()?.floor.waiting === 1, { timeout: 5_000 });
    await house.redis.kill();
    const refused = await house.ask('GET', '/floors/outage/live');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
    await problemOf(refused);
    expect((await fetch(`${house.gateway.url}/readyz`)).status).toBe(503);
    for (const [method, path] of [
      ['GET', '/floors/outage/alerts'],
      ['POST', '/keys'],
      ['POST', '/channels'],
    ] as const) {
      const body = { POST: { name: 'x', kind: 'webhook', url: 'https://example.org/' }, GET: undefined }[method];
      expect([path, (await problemOf(await house.ask(method, path, { body }))).status]).toEqual([path, 503]);
    }
    // A setting is stored all the same, and told later.
    expect((await house.ask('PUT', '/floors/outage', { body: { name: 'x' } })).status).toBe(202);
    await house.redis.restart();
    await vi.waitUntil(async () => (await house.ask('GET', '/floors/outage/live')).status === 200, { timeout: 10_000 });
    await vi.waitFor(() => send('outage', [asks('c2')]), { timeout: 10_000, interval: 200 });
    await vi.waitUntil(() => client.latest()?.floor.waiting === 2, { timeout: 10_000 });
    expect(client.gaps).toEqual([]);
  }, 30_000);
});
