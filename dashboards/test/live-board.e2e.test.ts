import AxeBuilder from '@axe-core/playwright';
import type { Explanation } from '@watchfloor/contracts/explanation';
import { type HouseUnderTest, startHouse } from '@watchfloor/launcher/house/house-under-test';
import { type BrowserUnderTest, openBrowser, signIn, type Visit } from '@watchfloor/testing/browser';
import { cloudEvent } from '@watchfloor/testing/cloud-event';
import { type Received, receiveWebhooks, type WebhookReceiver } from '@watchfloor/testing/webhook-receiver';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { watchFor } from './watch-for.ts';

/** What is promised of the board: an event to pixel, a breach to its shout. Milliseconds. */
const WITHIN_MS = 1_000;
const WARNING_MS = 2_000;
const CRITICAL_MS = 4_000;

let house: HouseUnderTest;
let browser: BrowserUnderTest;
let hook: WebhookReceiver;

beforeAll(async () => {
  house = await startHouse();
  browser = await openBrowser();
  hook = await receiveWebhooks();
});
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await hook?.[Symbol.asyncDispose]();
  await house?.stop();
});

async function openFloor(id: string, limits?: { warning: number; critical: number }): Promise<Visit> {
  await house.api('POST', '/floors', { id });
  if (limits) await house.api('PUT', `/floors/${id}`, { limits: { wait: limits } });
  const visit = await browser.visit();
  await signIn(visit.page, house, `/wallboard?floor=${id}`);
  await visit.page.locator('.board').waitFor();
  return visit;
}

const asks = (floor: string, name: string, at = Date.now()) => {
  const data = { customerId: `c-${name}`, customerName: name, text: '在吗', channel: 'tmall', topic: name };
  return cloudEvent('message.received', { floor, subject: name, at, data });
};
const replies = (floor: string, name: string) =>
  cloudEvent('message.sent', { floor, subject: name, data: { from: 'agent', agentId: 'lin', text: '在的,请讲' } });
const inTheList = (name: string) => ({ selector: '.panel-rounds td.col-topic', text: name });
const told = (name: string, type: string) => (message: Received) => message.type === type && message.data.subject.id === name;
const lateness = ({ data }: Received) => Date.parse(data.firedAt) - Math.max(Date.parse(data.dueAt), Date.parse(data.knownAt));
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

it('shows an event within a second of its sending, and takes it away within a second of its answer', async () => {
  await using visit = await openFloor('pixels');
  const { page } = visit;
  const shown: number[] = [];
  const gone: number[] = [];
  for (let turn = 1; turn <= 10; turn += 1) {
    const name = `pixel-${turn}.`;
    const appears = await watchFor(page, inTheList(name));
    const sentAt = Date.now();
    await house.send([asks('pixels', name)]);
    shown.push((await appears.at) - sentAt);
    const leaves = await watchFor(page, { ...inTheList(name), absent: true });
    const repliedAt = Date.now();
    await house.send([replies('pixels', name)]);
    gone.push((await leaves.at) - repliedAt);
  }
  console.log(`event to pixel: median ${median(shown)} ms, most ${Math.max(...shown)} ms`);
  console.log(`answer to pixel: median ${median(gone)} ms, most ${Math.max(...gone)} ms`);
  for (const took of [...shown, ...gone]) expect(took).toBeLessThan(WITHIN_MS);
  expect(visit.complaints).toEqual([]);
});

it('shouts within a second of the instant a limit is passed, tells a webhook, and is calm once answered', async () => {
  const { secret } = await house.api<{ secret: string }>('POST', '/channels', { name: 'ops', url: hook.url, floors: ['shouts'] });
  hook.trust(secret);
  await using visit = await openFloor('shouts', { warning: WARNING_MS, critical: CRITICAL_MS });
  const { page } = visit;
  const customer = '小雨';
  const warned = await watchFor(page, { selector: '.tile-savable[data-warned=true] .tile-value', text: '1' });
  const shouted = await watchFor(page, { selector: '.tile-overdue[data-breach=true] .tile-value', text: '1' });
  const amber = await watchFor(page, { selector: '.panel-alerts tr[data-severity=warning]' });
  const red = await watchFor(page, { selector: '.panel-alerts tr[data-severity=critical]' });
  const since = Date.now();
  await house.send([asks('shouts', customer, since)]);

  const late = { warning: (await warned.at) - since - WARNING_MS, critical: (await shouted.at) - since - CRITICAL_MS };
  const alertLate = { warning: (await amber.at) - since - WARNING_MS, critical: (await red.at) - since - CRITICAL_MS };
  const fired = await hook.until(told(customer, 'alert.fired'));
  const changed = await hook.until(told(customer, 'alert.changed'));
  const hookLate = { warning: fired.at - since - WARNING_MS, critical: changed.at - since - CRITICAL_MS };
  console.log(`past the limit, shown after: tile ${JSON.stringify(late)} ms, alert ${JSON.stringify(alertLate)} ms`);
  console.log(
    `past the limit, at the webhook after: ${JSON.stringify(hookLate)} ms; fired late by ${lateness(fired)} and ${lateness(changed)} ms`,
  );
  for (const ms of [...Object.values(late), ...Object.values(alertLate), ...Object.values(hookLate)]) {
    expect(ms).toBeGreaterThanOrEqual(0);
    expect(ms).toBeLessThan(WITHIN_MS);
  }
  for (const message of [fired, changed]) {
    expect(lateness(message)).toBeGreaterThanOrEqual(0);
    expect(lateness(message)).toBeLessThan(WITHIN_MS);
  }
  expect(fired.data).toMatchObject({ severity: 'warning', state: 'firing', limit: WARNING_MS, metric: 'wait' });
  expect(changed.data).toMatchObject({ id: fired.data.id, severity: 'critical', state: 'firing', limit: CRITICAL_MS });
  expect(await page.title()).toMatch(/1/);

  const calm = await watchFor(page, { selector: '.tile-clear' });
  const noAlert = await watchFor(page, { selector: '.panel-alerts tr[data-severity]', absent: true });
  const repliedAt = Date.now();
  await house.send([replies('shouts', customer)]);
  const resolved = await hook.until(told(customer, 'alert.resolved'));
  console.log(`answered: calm after ${(await calm.at) - repliedAt} ms, no alert after ${(await noAlert.at) - repliedAt} ms`);
  expect((await calm.at) - repliedAt).toBeLessThan(WITHIN_MS);
  expect((await noAlert.at) - repliedAt).toBeLessThan(WITHIN_MS);
  expect(resolved.data).toMatchObject({ id: fired.data.id, state: 'resolved', reason: 'replied' });
  expect(hook.got.map(({ type }) => type)).toEqual(['alert.fired', 'alert.changed', 'alert.resolved']);
  expect(hook.forged).toEqual([]);
  expect(visit.complaints).toEqual([]);
});

it('says at once that the network is gone, and is in step again when it is back', async () => {
  await using visit = await openFloor('offline');
  const { page, context } = visit;
  const first = await watchFor(page, inTheList('before'));
  await house.send([asks('offline', 'before')]);
  await first.at;

  const banner = await watchFor(page, { selector: '.banner[data-kind=disconnected]' });
  const cutAt = Date.now();
  await context.setOffline(true);
  const saidAfter = (await banner.at) - cutAt;
  await house.send([asks('offline', 'meanwhile'), replies('offline', 'before')]);
  const back = await watchFor(page, { selector: '.banner[data-kind=none]' });
  const seen = await watchFor(page, inTheList('meanwhile'));
  const left = await watchFor(page, { ...inTheList('before'), absent: true });
  const onlineAt = Date.now();
  await context.setOffline(false);
  const inStepAfter = Math.max(await back.at, await seen.at, await left.at) - onlineAt;
  console.log(`network cut: said after ${saidAfter} ms; back: in step after ${inStepAfter} ms`);
  expect(saidAfter).toBeLessThan(2_000);
  expect(inStepAfter).toBeLessThan(8_000);
  expect(await page.locator('.board').getAttribute('data-freshness')).toBe('fresh');
  // A browser says so itself when a request fails for want of a network.
  expect(visit.complaints.filter((words) => !/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED/.test(words))).toEqual([]);
});

it('turns amber after 3 s of silence and grey after 10, never shows old figures as live, and catches up', async () => {
  await using visit = await openFloor('silence');
  const { page } = visit;
  const first = await watchFor(page, inTheList('before'));
  await house.send([asks('silence', 'before')]);
  await first.at;
  expect(await page.locator('.board').getAttribute('data-freshness')).toBe('fresh');

  const gateway = house.pidOf('gateway');
  const amber = await watchFor(page, { selector: '.board[data-freshness=ageing]' });
  const grey = await watchFor(page, { selector: '.board[data-freshness=stale]' });
  const banner = await watchFor(page, { selector: '.banner:not([data-kind=none])' });
  const frozenAt = Date.now();
  process.kill(gateway, 'SIGSTOP');
  try {
    const silent = { amber: (await amber.at) - frozenAt, grey: (await grey.at) - frozenAt, banner: (await banner.at) - frozenAt };
    console.log(`gateway frozen: ${JSON.stringify(silent)} ms`);
    // The last delta may be a tick old when the silence begins.
    expect(silent.amber).toBeGreaterThan(2_400);
    expect(silent.amber).toBeLessThan(4_500);
    expect(silent.grey).toBeGreaterThan(9_400);
    expect(silent.grey).toBeLessThan(11_500);
    expect(silent.banner).toBeLessThan(11_500);
    await house.send([asks('silence', 'meanwhile'), replies('silence', 'before')]);
  } finally {
    process.kill(gateway, 'SIGCONT');
  }
  const thawedAt = Date.now();
  const sights = [{ selector: '.board[data-freshness=fresh]' }, inTheList('meanwhile'), { ...inTheList('before'), absent: true }];
  const seen = await Promise.all(sights.map(async (sight) => (await watchFor(page, sight)).at));
  console.log(`gateway thawed: in step after ${Math.max(...seen) - thawedAt} ms`);
  expect(Math.max(...seen) - thawedAt).toBeLessThan(8_000);
  expect(await page.locator('.banner').getAttribute('data-kind')).toBe('none');
  expect(visit.complaints.filter((words) => !/WebSocket/.test(words))).toEqual([]);
});

it('opens what is behind a number: by a click the rounds of the response time, by Enter who waits', async () => {
  await house.send([asks('pixels', 'still'), asks('pixels', 'withdrawn')]);
  await house.send([cloudEvent('message.sent', { floor: 'pixels', subject: 'withdrawn', data: { from: 'bot' } })]);
  // The board is ahead of the ledger by a moment.
  const leftOut = async () => (await house.api<Explanation>('GET', '/floors/pixels/explain?metric=response.avgMs')).leftOut;
  await expect.poll(async () => (await leftOut()).map(({ reason }) => reason)).toEqual(['open', 'withdrawn']);
  await using visit = await browser.visit({ language: 'zh-CN' });
  const { page } = visit;
  await signIn(page, house, '/wallboard?floor=pixels&window=1h');
  const response = page.locator('.figures button[data-metric="response.avgMs"]');
  await response.hover();
  await expect.poll(() => response.getAttribute('title')).toMatch(/^平均响应时间 · 平均\n时间窗：1 小时\n.+轮次/);
  await response.click();
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('table', { name: '计入', exact: true }).waitFor();
  expect(await drawer.getByRole('row', { name: /轮次 p\*\* lin/ }).count()).toBe(10);
  expect(await drawer.getByRole('table', { name: '未计入' }).innerText()).toMatch(/尚未结束.*被机器人回复/s);
  const found = await new AxeBuilder({ page }).include('dialog').analyze();
  expect(found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);

  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  await page.locator('.tile button[data-metric=waiting]').focus();
  await page.keyboard.press('Enter');
  await drawer.getByRole('row', { name: /会话 s\*\*/ }).waitFor();
  expect(await drawer.locator('.explain-value').innerText()).toBe('1');
  expect(visit.complaints).toEqual([]);
});
