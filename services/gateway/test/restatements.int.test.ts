import type { EventType } from '@watchfloor/contracts/event';
import type { Snapshot } from '@watchfloor/contracts/live';
import type { MetricsAnswer } from '@watchfloor/contracts/metrics';
import type { Restatement } from '@watchfloor/contracts/restatement';
import { cloudEvent } from '@watchfloor/testing/cloud-event';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, KEY, problemOf, runHouse } from './run-gateway.ts';

const FLOOR = 'late';
const HOUR_MS = 3_600_000;
let house: House;
let ingestUrl: string;

beforeAll(async () => {
  house = await runHouse();
  for (const name of ['keeper', 'ledger'] as const) await house.start(name);
  ingestUrl = (await house.start('ingest')).url;
  await house.ask('POST', '/floors', { body: { id: FLOOR, zone: 'UTC' } });
});
afterAll(() => house[Symbol.asyncDispose]());

const event = (type: EventType, subject: string, at: number, data: Record<string, unknown>) =>
  cloudEvent(type, { floor: FLOOR, subject, at, data, id: `${subject}-${type}-${at}`, source: '/chat' });

async function send(...events: object[]): Promise<void> {
  const answer = await fetch(`${ingestUrl}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(events),
  });
  expect(await answer.json()).toMatchObject({ accepted: events.length, rejected: [] });
}
async function read<T>(path: string): Promise<T> {
  const answer = await house.ask('GET', `/floors/${FLOOR}${path}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}
const metrics = (from: number, to: number) =>
  read<MetricsAnswer>(`/metrics?from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`).then(({ rows }) => rows[0]);

test('a reply that is told an hour late closes its round in the figures of that hour, marked, and not on the board', async () => {
  const now = Date.now();
  const asked = now - 4 * 60_000;
  await send(event('message.received', 'c1', asked, { customerId: 'u1', channel: 'tmall', text: '发货了吗' }));
  await expect
    .poll(async () => (await metrics(now - HOUR_MS, now))?.within['180'], { timeout: 10_000 })
    .toMatchObject({ hit: 0, total: 1 });

  // An hour's worth of another conversation, and what came before the question of the first.
  await send(
    event('message.received', 'c1', now - 50 * 60_000, { customerId: 'u1', channel: 'tmall', text: '在吗' }),
    event('message.sent', 'c1', now - 49 * 60_000, { from: 'agent', agentId: 'A', text: '在的,请说' }),
    event('message.received', 'c2', now - 40 * 60_000, { customerId: 'u2', channel: 'tmall', text: '多少钱' }),
    event('message.sent', 'c2', now - 30 * 60_000, { from: 'agent', agentId: 'A', text: '九十九' }),
  );
  await expect.poll(async () => (await metrics(now - HOUR_MS, now))?.response.count, { timeout: 15_000 }).toBe(2);
  const row = await metrics(now - HOUR_MS, now);
  expect(row).toMatchObject({ response: { count: 2, maxMs: 600_000 }, handled: 2, conversations: 2, messagesIn: 3, messagesOut: 2 });
  // The first of the three misses, once and not twice, though the board and the ledger both know of the open round.
  expect(row?.within['180']).toMatchObject({ hit: 1, total: 3 });
  expect(row?.restated).toBe(2);

  const live = await read<Snapshot>('/live?window=1h');
  expect(live.floor).toMatchObject({ response: { count: 0 }, waiting: 1 });
  expect(live.waiting).toMatchObject([{ conversationId: 'c1', since: new Date(asked).toISOString() }]);

  const { items } = await read<{ items: Restatement[] }>('/restatements');
  expect(items.map(({ subject, outcome }) => [subject.id, outcome]).sort()).toEqual([
    ['c1', 'restated'],
    ['c2', 'restated'],
  ]);
  const second = items.find(({ subject }) => subject.id === 'c2');
  expect(second?.events.map(({ type }) => type)).toEqual(['message.received', 'message.sent']);
  expect(second?.changes).toContainEqual({ fact: 'round.closed', gone: 0, added: 1 });
  const page = await read<{ items: Restatement[]; nextCursor: string }>('/restatements?limit=1');
  expect((await read<{ items: Restatement[] }>(`/restatements?limit=1&cursor=${page.nextCursor}`)).items).toEqual(items.slice(1));
});

test('a day that is sealed stays as it is; one that is not over cannot be sealed', async () => {
  const yesterday = new Date(Date.now() - 24 * HOUR_MS).toISOString().slice(0, 10);
  const seal = (date: string) => house.ask('PUT', `/floors/${FLOOR}/sealed-days/${date}`);
  expect(await problemOf(await seal(new Date().toISOString().slice(0, 10)))).toMatchObject({
    status: 400,
    detail: expect.stringContaining('the day is not over before'),
  });
  expect(await problemOf(await seal('2026-02-30'))).toMatchObject({ status: 400, detail: expect.stringContaining('date') });
  const sealed = await seal(yesterday);
  expect(sealed.status).toBe(200);
  expect(await sealed.json()).toMatchObject({ date: yesterday, from: `${yesterday}T00:00:00.000Z` });
  expect(await (await seal(yesterday)).json()).toEqual((await read<{ items: unknown[] }>('/sealed-days')).items[0]);

  const at = Date.parse(`${yesterday}T12:00:00Z`);
  await send(event('message.received', 'c9', at, { customerId: 'u9', channel: 'tmall', text: '在吗' }));
  await expect
    .poll(async () => (await read<{ items: Restatement[] }>('/restatements')).items[0], { timeout: 15_000 })
    .toMatchObject({ subject: { id: 'c9' }, outcome: 'sealed', changes: [] });
  expect(await metrics(at - HOUR_MS, at + HOUR_MS)).toBeUndefined();
});
