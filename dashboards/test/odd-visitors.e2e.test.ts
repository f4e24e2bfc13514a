import AxeBuilder from '@axe-core/playwright';
import { type HouseUnderTest, startHouse } from '@watchfloor/launcher/house/house-under-test';
import { type BrowserUnderTest, fillSignIn, openBrowser, signIn } from '@watchfloor/testing/browser';
import { cloudEvent } from '@watchfloor/testing/cloud-event';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watchFor } from './watch-for.ts';

const FLOOR = 'front-desk';
/** What no page may ever show. */
const INNARDS = /\bat \S+ \(|\.ts:\d+|node_modules|undefined|\[object |NaN|Error:/;

let house: HouseUnderTest;
let browser: BrowserUnderTest;

beforeAll(async () => {
  house = await startHouse();
  browser = await openBrowser();
  await house.api('POST', '/floors', { id: FLOOR, limits: { wait: { warning: 60_000, critical: 120_000 } } });
  const tell = (type: Parameters<typeof cloudEvent>[0], subject: string, data: Record<string, unknown>, agoMs = 0) =>
    cloudEvent(type, { floor: FLOOR, subject, data, at: Date.now() - agoMs });
  await house.send([
    tell('agent.status', 'lin', { status: 'online', name: '林晓', capacity: 2, teamId: 'presales' }, 250_000),
    tell('agent.status', 'wang', { status: 'away', name: '王敏', capacity: 8 }, 250_000),
    tell('message.received', 'late', { customerId: 'c-1', customerName: '小雨', text: '在吗', channel: 'tmall', topic: '物流' }, 200_000),
    tell('conversation.assigned', 'late', { agentId: 'lin' }, 190_000),
    tell('message.received', 'soon', { customerId: 'c-2', text: '在吗', channel: 'jd', orderValue: '129.90' }, 90_000),
    tell('message.received', 'calm', { customerId: 'c-3', text: '在吗', channel: 'web' }, 5_000),
    tell('ticket.opened', 't-1', { kind: 'complaint', agentId: 'lin' }, 240_000),
  ]);
});
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await house?.stop();
});

const words = (page: Page) => page.locator('body').innerText();
const isExpected = (status: number, path: string) => (complaint: string) =>
  complaint.includes(`status of ${status}`) && complaint.includes(path);

describe('an odd visitor is told plainly', () => {
  it('when the password is wrong, and may try again', async () => {
    await using visit = await browser.visit();
    const { page, complaints } = visit;
    await page.goto(`${house.gatewayUrl}/sign-in`);
    await fillSignIn(page, { ...house.admin, password: 'not this one' });
    await page.locator('[role=alert]', { hasText: 'E-mail or password is wrong.' }).waitFor();
    expect(await words(page)).not.toMatch(INNARDS);
    expect(complaints.filter((complaint) => !isExpected(401, '/api/v1/session')(complaint))).toEqual([]);
    await fillSignIn(page, house.admin);
    await page.waitForURL('**/wallboard');
    await page.locator('.board-body').waitFor();
  });

  it('when there is no such floor, with those that there are', async () => {
    await using visit = await browser.visit();
    const { page, complaints } = visit;
    await signIn(page, house, '/wallboard?floor=no-such-floor');
    await page.getByRole('heading', { name: 'There is no floor “no-such-floor”' }).waitFor();
    expect(await words(page)).not.toMatch(INNARDS);
    await page.getByRole('link', { name: FLOOR }).click();
    await page.locator('.board-body').waitFor();
    expect(complaints).toEqual([]);
  });

  it('when the floor in the address is no floor name at all', async () => {
    await using visit = await browser.visit();
    const { page, complaints } = visit;
    await signIn(page, house, `/wallboard?floor=${encodeURIComponent('<img src=x onerror=alert(1)>')}`);
    await page.getByRole('heading', { name: 'There is no floor' }).waitFor();
    expect(await words(page)).not.toMatch(INNARDS);
    expect(complaints).toEqual([]);
  });

  it('when his session is ended elsewhere, within 20 s and with the way back', async () => {
    await using visit = await browser.visit();
    const { page, context, complaints } = visit;
    await signIn(page, house, `/wallboard?floor=${FLOOR}`);
    await page.locator('.board-body').waitFor();
    const endedAt = performance.now();
    const ended = await context.request.delete(`${house.gatewayUrl}/api/v1/session`);
    expect(ended.status()).toBe(204);
    await page.waitForURL('**/sign-in?ended=1&next=**', { timeout: 20_000 });
    console.log(`session ended elsewhere: at the sign-in page after ${Math.round(performance.now() - endedAt)} ms`);
    await page.getByText('Your session has ended. Please sign in again.').waitFor();
    expect(await words(page)).not.toMatch(INNARDS);
    expect(complaints.filter((complaint) => !isExpected(401, '/api/v1/floors')(complaint))).toEqual([]);
    await fillSignIn(page, house.admin);
    await page.waitForURL(`**/wallboard?floor=${FLOOR}`);
    await page.locator('.board-body').waitFor();
  });

  it('when his cookie is gone and he comes again', async () => {
    await using visit = await browser.visit();
    const { page, context, complaints } = visit;
    await signIn(page, house, `/wallboard?floor=${FLOOR}`);
    await page.locator('.board-body').waitFor();
    await context.clearCookies();
    await page.reload();
    await page.waitForURL('**/sign-in?**');
    await page.locator('input[name=password]').waitFor();
    expect(await words(page)).not.toMatch(INNARDS);
    expect(complaints.filter((complaint) => !isExpected(401, '/api/v1/floors')(complaint))).toEqual([]);
  });

  it('when the page is not there', async () => {
    await using visit = await browser.visit();
    const { page } = visit;
    for (const path of ['/no-such-page', '/assets/no-such-file.js', '/api/v1/no-such-thing', '/sign-in/../../etc/passwd']) {
      const answer = await page.goto(`${house.gatewayUrl}${path}`);
      expect(answer?.status(), path).toBe(404);
      expect(await words(page), path).not.toMatch(INNARDS);
    }
  });
});

it('the reference of the API draws itself under its policy, without a complaint', async () => {
  await using visit = await browser.visit();
  const { page, complaints } = visit;
  await page.goto(`${house.gatewayUrl}/api/docs`);
  await page.getByRole('heading', { name: 'Watchfloor', exact: true }).waitFor();
  expect(complaints).toEqual([]);
});

describe('axe finds nothing serious', () => {
  for (const scheme of ['dark', 'light'] as const) {
    for (const language of ['zh-CN', 'en-US']) {
      it(`on the sign-in page and the wallboard in ${language}, ${scheme}`, async () => {
        await using visit = await browser.visit({ scheme, language });
        const { page, complaints } = visit;
        await page.goto(`${house.gatewayUrl}/sign-in`);
        await page.locator('input[name=password]').waitFor();
        expect(await page.locator('html').getAttribute('lang')).toBe(language === 'en-US' ? 'en' : language);
        const faults = await seriousFaults(page);
        await signIn(page, house, `/wallboard?floor=${FLOOR}`);
        const settled = await watchFor(page, { selector: '.panel-alerts tr[data-severity=critical]' });
        await settled.at;
        expect([...faults, ...(await seriousFaults(page))]).toEqual([]);
        expect(complaints).toEqual([]);
      });
    }
  }
});

async function seriousFaults(page: Page): Promise<string[]> {
  const { violations, passes } = await new AxeBuilder({ page }).analyze();
  expect(passes.length).toBeGreaterThan(10);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}
