import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type HouseUnderTest, startHouse } from '@watchfloor/launcher/house/house-under-test';
import { type BrowserUnderTest, fillSignIn, openBrowser } from '@watchfloor/testing/browser';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { watchFor } from './watch-for.ts';

const run = promisify(execFile);

let house: HouseUnderTest;
let browser: BrowserUnderTest;

beforeAll(async () => {
  // As a stranger starts it: no secret given, so both are made and printed.
  house = await startHouse({ env: { ADMIN_PASSWORD: '', INGEST_KEY: '' } });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await house?.stop();
});

it('leads a stranger from the printed sign-in over the shown curl to the first customer on the board', async () => {
  const printed = {
    signIn: await house.saying(/Sign in +(\S+) {2}(\S+)/),
    key: await house.saying(/Ingest key +(wfk_\S+)/),
    address: await house.saying(/Wallboard +(http\S+)/),
  };
  const [, email = '', password = ''] = printed.signIn;
  const [, key = ''] = printed.key;
  const [, address = ''] = printed.address;
  await using visit = await browser.visit();
  const { page, complaints } = visit;
  await page.goto(address);
  await page.waitForURL('**/sign-in?next=**');
  expect(complaints.splice(0)).toEqual([expect.stringMatching(/status of 401 .*\/api\/v1\/floors/)]);
  await fillSignIn(page, { email, password });
  await page.waitForURL(address);

  const command = page.locator('.first-event pre');
  await command.waitFor();
  const curl = await command.innerText();
  const appears = await watchFor(page, { selector: '.panel-rounds tr[data-urgency] td.col-wait' });
  const sentAt = Date.now();
  const { stdout } = await run('sh', ['-c', curl], { env: { PATH: process.env.PATH, INGEST_KEY: key }, cwd: '/' });
  expect(JSON.parse(stdout)).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
  const shownAfter = (await appears.at) - sentAt;
  console.log(`first curl to the board: ${shownAfter} ms`);
  // The page has yet to find the floor and to connect.
  expect(shownAfter).toBeLessThan(2_000);
  expect(await page.locator('.tile-longest').innerText()).toContain('c-1');
  expect(complaints).toEqual([]);
});
