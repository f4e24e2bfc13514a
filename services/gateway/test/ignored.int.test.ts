import type { EventType } from '@watchfloor/contracts/event';
import type { IgnoredPage } from '@watchfloor/contracts/ignored';
import { cloudEvent } from '@watchfloor/testing/cloud-event';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, KEY, problemOf, runHouse } from './run-gateway.ts';

const FLOOR = 'odd';
const CLOSED = 'io.watchfloor.conversation.closed';
let house: House;
let ingestUrl: string;

beforeAll(async () => {
  house = await runHouse();
  for (const name of ['keeper', 'ledger'] as const) await house.start(name);
  ingestUrl = (await house.start('ingest')).url;
  await house.ask('POST', '/floors', { body: { id: FLOOR } });
});
afterAll(() => house[Symbol.asyncDispose]());

const event = (type: EventType, subject: string, at: number, data: Record<string, unknown> = {}) =>
  cloudEvent(type, { floor: FLOOR, subject, at, data, id: `${subject}-${type}-${at}`, source: '/chat' });

async function send(...events: object[]): Promise<void> {
  const answer = await fetch(`${ingestUrl}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(events),
  });
  expect([answer.status, await answer.json()]).toMatchObject([202, { accepted: events.length, rejected: [] }]);
}
const read = async (query = ''): Promise<IgnoredPage> => (await house.ask('GET', `/floors/${FLOOR}/ignored${query}`)).json() as never;
const untilThere = (count: number) => expect.poll(async () => (await read()).items.length, { timeout: 10_000 }).toBe(count);

test('events that changed nothing are listed with their reason, and one that comes to make sense is taken off the list', async () => {
  const now = Date.now();
  const opened = { customerId: 'c-1', channel: 'tmall' };
  const asked = { customerId: 'c-9', text: '不要写在这里' };
  await send(event('conversation.opened', 'twice', now - 60_000, opened), event('conversation.closed', 'twice', now - 50_000));
  await send(event('conversation.closed', 'twice', now - 40_000));
  await send(event('message.received', 'late', now - 400_000, asked));
  await send(event('conversation.closed', 'unknown', now - 30_000), event('conversation.closed', 'untold', now - 20_000));
  await untilThere(4);
  const whole = await read();
  const late = 'later than the live figures wait for';
  const [again, unknown] = ['the conversation is closed already', 'the conversation is not known'];
  expect(whole).toEqual({
    items: [
      ['untold', now - 20_000, CLOSED, unknown],
      ['unknown', now - 30_000, CLOSED, unknown],
      ['twice', now - 40_000, CLOSED, again],
      ['late', now - 400_000, 'io.watchfloor.message.received', late],
    ].map(([subject, at, type, reason]) => ({
      at: new Date(Number(at)).toISOString(),
      source: '/chat',
      id: `${subject}-${String(type).replace('io.watchfloor.', '')}-${at}`,
      type,
      subject,
      reason,
    })),
    nextCursor: null,
    counts: [
      { reason: unknown, count: 2 },
      { reason: late, count: 1 },
      { reason: again, count: 1 },
    ],
  });
  expect(JSON.stringify(whole)).not.toContain('不要写在这里');

  await send(event('conversation.opened', 'untold', now - 25_000, opened));
  await untilThere(3);
  expect((await read()).items).toEqual(whole.items.slice(1));
  const progress = await fetch(`${ingestUrl}/v1/floors/${FLOOR}/progress`, { headers: { authorization: `Bearer ${KEY}` } });
  expect(await progress.json()).toMatchObject({ applied: 7, late: 1, ignored: 2 });

  const first = await read('?limit=2');
  expect(first.items).toEqual(whole.items.slice(1, 3));
  expect(await read(`?limit=2&cursor=${first.nextCursor}`)).toMatchObject({ items: whole.items.slice(3), nextCursor: null });
  const some = await read(`?reason=${encodeURIComponent(again)}&from=${new Date(now - 45_000).toISOString()}`);
  expect(some.items.map(({ subject }) => subject)).toEqual(['twice']);
  expect(some.counts).toHaveLength(2);
  const past = await read(`?to=${new Date(now - 40_000).toISOString()}`);
  expect(past.items.map(({ subject }) => subject)).toEqual(['late']);
});

test('what cannot be asked is refused', async () => {
  const noPlace = Buffer.from('[1,"a\\u0000","b"]').toString('base64url');
  for (const query of ['cursor=nonsense', `cursor=${noPlace}`, 'from=yesterday', 'limit=0', 'reason=a%00b']) {
    const answer = await house.ask('GET', `/floors/${FLOOR}/ignored?${query}`);
    expect([query, answer.status]).toEqual([query, 400]);
    await problemOf(answer);
  }
  const turned = '?from=2026-11-11T02:00:00Z&to=2026-11-11T01:00:00Z';
  expect((await house.ask('GET', `/floors/${FLOOR}/ignored${turned}`)).status).toBe(400);
});
