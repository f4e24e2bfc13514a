import type { Alert } from '@watchfloor/contracts/alert';
import type { Progress } from '@watchfloor/contracts/ingest';
import type { MetricsAnswer } from '@watchfloor/contracts/metrics';
import { ask } from '@watchfloor/launcher/house/house-api';
import { type HouseUnderTest, type Part, startHouse } from '@watchfloor/launcher/house/house-under-test';
import { type BrowserUnderTest, openBrowser, signIn, type Visit } from '@watchfloor/testing/browser';
import { cloudEvent } from '@watchfloor/testing/cloud-event';
import { type Received, receiveWebhooks, type WebhookReceiver } from '@watchfloor/testing/webhook-receiver';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Planned, type SteadyStream, startStream } from './steady-stream.ts';

const FLOOR = 'kills';
const WARNING_MS = 1_500;
const BACK_WITHIN_MS = 10_000;
const KILLED: [Part, string][] = [
  ['ingest', 'ingest'],
  ['keeper', 'keeper'],
  ['alerting', 'alerting'],
  ['gateway', 'gateway'],
  ['ledger', 'ledger'],
  ['redis', 'Redis'],
  ['postgres', 'PostgreSQL'],
];
const PORTS = ['INGEST_PORT', 'KEEPER_PORT', 'ALERTING_PORT', 'GATEWAY_PORT', 'LEDGER_PORT'];

let house: HouseUnderTest;
let browser: BrowserUnderTest;
let visit: Visit;
let hook: WebhookReceiver;
let stream: SteadyStream;
let startedAt: number;
const marks: { id: string; askedAt: number; repliedAt: number }[] = [];

beforeAll(async () => {
  house = await startHouse();
  hook = await receiveWebhooks();
  browser = await openBrowser();
  await house.api('POST', '/floors', { id: FLOOR, limits: { wait: { warning: WARNING_MS, critical: 600_000 } } });
  hook.trust((await house.api<{ secret: string }>('POST', '/channels', { name: 'ops', url: hook.url, floors: [FLOOR] })).secret);
  visit = await browser.visit();
  await signIn(visit.page, house, `/wallboard?floor=${FLOOR}`);
  await visit.page.locator('.board').waitFor();
  startedAt = Date.now() - 60_000;
  stream = startStream(house, FLOOR);
});
afterAll(async () => {
  await stream?.stop().catch(() => {});
  await browser?.[Symbol.asyncDispose]();
  await hook?.[Symbol.asyncDispose]();
  await house?.stop();
});

const rowOf = (id: string) => visit.page.locator('.panel-rounds td.col-topic', { hasText: id });
const told = (id: string, type: string) => (message: Received) => message.type === type && message.data.subject.id === id;
const mark = (type: 'message.received' | 'message.sent', id: string, at: number) => {
  const data =
    type === 'message.sent'
      ? { from: 'agent', agentId: 'mark', text: '请讲' }
      : { customerId: `c-${id}`, text: '在吗', channel: 'jd', topic: id };
  return cloudEvent(type, { floor: FLOOR, subject: id, at, data });
};
const readyz = async () => {
  const answers = PORTS.map((port) => ask(`http://127.0.0.1:${house.env[port]}/readyz`, { method: 'GET' }).catch(() => ({ status: 0 })));
  return (await Promise.all(answers)).map(({ status }) => status);
};
const waited = ({ askedAt, repliedAt }: { askedAt: number; repliedAt: number }) => repliedAt - askedAt;

it('kill -9 of each process amid a stream of events loses nothing, doubles nothing and needs no reload', { timeout: 180_000 }, async () => {
  for (const [part, name] of KILLED) await kill(part, name);
  await everyEventCountsOnce();
  await theLedgerAgreesWithTheSender();
  await everyAlertIsToldOnce();
  await theOpenPageIsRight();
});

/** Back within 10 s; the breach that falls into the outage is told; the open page shows it without a reload. */
async function kill(part: Part, name: string): Promise<void> {
  const { page } = visit;
  const origin = await page.evaluate('performance.timeOrigin');
  const id = `mark-${part}`;
  const askedAt = Date.now();
  await house.sendUntilTaken([mark('message.received', id, askedAt)]);
  const since = house.output().length;
  const killed = house.pidOf(part);
  expect(killed).toBeGreaterThan(0);
  const killedAt = performance.now();
  process.kill(killed, 'SIGKILL');

  await house.saying(new RegExp(`${name} ended \\(SIGKILL\\)[^]*${name} is (back|ready again)`), { since });
  await expect.poll(readyz, { timeout: BACK_WITHIN_MS, interval: 50 }).toEqual(PORTS.map(() => 200));
  const backAfter = performance.now() - killedAt;
  expect(backAfter).toBeLessThan(BACK_WITHIN_MS);
  expect(house.pidOf(part)).not.toBe(killed);

  const fired = await hook.until(told(id, 'alert.fired'));
  await rowOf(id).waitFor();
  const shownAfter = performance.now() - killedAt;
  const repliedAt = Date.now();
  await house.sendUntilTaken([mark('message.sent', id, repliedAt)]);
  marks.push({ id, askedAt, repliedAt });
  const resolved = await hook.until(told(id, 'alert.resolved'));
  await rowOf(id).waitFor({ state: 'detached' });
  expect(resolved.data).toMatchObject({ id: fired.data.id, reason: 'replied' });
  expect(await page.evaluate('performance.timeOrigin')).toBe(origin);
  const lateMs = Date.parse(fired.data.firedAt) - Math.max(Date.parse(fired.data.dueAt), Date.parse(fired.data.knownAt));
  const figures = { back: backAfter, onTheBoard: shownAfter, firedLate: lateMs, atWebhookLate: fired.at - askedAt - WARNING_MS };
  console.log(
    `${name} killed: ${Object.entries(figures)
      .map(([what, ms]) => `${what} ${Math.round(ms)} ms`)
      .join(', ')}`,
  );
}

async function everyEventCountsOnce(): Promise<void> {
  await stream.stop();
  const sent = stream.taken.length + 2 * marks.length;
  const progress = () =>
    ask(`${house.ingestUrl}/v1/floors/${FLOOR}/progress`, { method: 'GET', authorization: `Bearer ${house.key}` }).then(
      ({ body }) => body as Progress,
    );
  await expect.poll(async () => (await progress()).applied, { timeout: 20_000, interval: 100 }).toBe(sent);
  console.log(`${sent} events, ${stream.repeated()} batches sent again; progress ${JSON.stringify(await progress())}`);
  expect(await progress()).toMatchObject({ applied: sent, late: 0, ignored: 0 });
}

async function theLedgerAgreesWithTheSender(): Promise<void> {
  const range = `from=${new Date(startedAt).toISOString()}&to=${new Date(Date.now() + 60_000).toISOString()}`;
  const agents = [...new Set(stream.planned.map(({ agent }) => agent))].toSorted();
  const metrics = async () => (await house.api<MetricsAnswer>('GET', `/floors/${FLOOR}/metrics?${range}&by=agent`)).rows;
  const expected = agents.map((agent) =>
    recount(
      agent,
      stream.planned.filter((each) => each.agent === agent),
    ),
  );
  const counted = async () =>
    (await metrics())
      .filter(({ key }) => key !== null && agents.includes(key))
      .toSorted((a, b) => ((a.key ?? '') < (b.key ?? '') ? -1 : 1))
      .map(({ key, response, firstResponse, handleTime, handled, conversations, abandoned }) => ({
        key,
        response: [response.count, response.avgMs, response.maxMs],
        firstResponse: [firstResponse.count, firstResponse.avgMs],
        handleTime: [handleTime.count, handleTime.avgMs],
        handled,
        conversations,
        abandoned,
      }));
  await expect.poll(counted, { timeout: 20_000, interval: 200 }).toEqual(expected);
  console.log(`in the ledger as recounted: ${JSON.stringify(expected)}`);
}

async function everyAlertIsToldOnce(): Promise<void> {
  const overdue = [...stream.planned, ...marks].filter((each) => waited(each) >= WARNING_MS).map(({ id }) => id);
  const ended = async () => (await house.api<{ items: Alert[] }>('GET', `/floors/${FLOOR}/alerts?state=resolved&limit=500`)).items;
  const real = async () => (await ended()).filter(({ reason }) => reason === 'replied').map(({ subject }) => subject.id);
  await expect.poll(async () => (await real()).toSorted(), { timeout: 20_000, interval: 200 }).toEqual(overdue.toSorted());
  const all = await ended();
  // An answer in time that could not be sent in time: told as overdue, then withdrawn.
  const withdrawn = all.filter(({ reason }) => reason === 'withdrawn');
  expect(all.length).toBe(overdue.length + withdrawn.length);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(await house.api<{ items: Alert[] }>('GET', `/floors/${FLOOR}/alerts`)).toMatchObject({ items: [] });

  const ids = (type: string) => [
    ...new Map(hook.got.filter((message) => message.type === type).map(({ id, data }) => [id, data.id])).values(),
  ];
  const unended = () => ids('alert.fired').filter((id) => !ids('alert.resolved').includes(id));
  await expect.poll(unended, { timeout: 20_000, interval: 100 }).toEqual([]);
  for (const type of ['alert.fired', 'alert.resolved']) expect(new Set(ids(type)).size).toBe(ids(type).length);
  for (const id of ids('alert.fired')) expect(all.map((alert) => alert.id)).toContain(id);
  for (const { id } of marks)
    for (const type of ['alert.fired', 'alert.resolved']) expect(new Set(hook.got.filter(told(id, type)).map(({ id }) => id)).size).toBe(1);
  expect(hook.forged).toEqual([]);
  const repeats = hook.got.length - new Set(hook.got.map(({ id }) => id)).size;
  console.log(
    `${all.length} alerts (${withdrawn.length} withdrawn), ${ids('alert.fired').length} told to the webhook, ${repeats} deliveries repeated with their id`,
  );
}

async function theOpenPageIsRight(): Promise<void> {
  const { page, complaints } = visit;
  await house.send([mark('message.received', 'still here', Date.now())]);
  await rowOf('still here').waitFor();
  await page.locator('.tile-savable .tile-value', { hasText: /^1$/ }).waitFor();
  expect(await page.locator('.panel-rounds td.col-topic').allInnerTexts()).toEqual(['still here']);
  expect(await page.locator('.board').getAttribute('data-freshness')).toBe('fresh');
  expect(
    complaints.filter((words) => !/WebSocket|ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|status of 503/.test(words)),
  ).toEqual([]);
}

/** The slow and obvious way: from the plan alone. Milliseconds, means rounded half up. */
function recount(agent: string, own: Planned[]) {
  const mean = (values: number[]) => Math.floor(values.reduce((sum, value) => sum + value, 0) / values.length + 0.5);
  const waits = own.map(waited);
  return {
    key: agent,
    response: [own.length, mean(waits), Math.max(...waits)],
    firstResponse: [own.length, mean(waits)],
    handleTime: [own.length, mean(own.map(({ askedAt, closedAt }) => closedAt - askedAt))],
    handled: own.length,
    conversations: own.length,
    abandoned: 0,
  };
}
