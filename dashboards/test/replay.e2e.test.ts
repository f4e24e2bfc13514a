import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Alert } from '@watchfloor/contracts/alert';
import type { Snapshot } from '@watchfloor/contracts/live';
import type { MetricsAnswer, MetricsRow } from '@watchfloor/contracts/metrics';
import { type HouseUnderTest, ROOT, startHouse } from '@watchfloor/launcher/house/house-under-test';
import { type BrowserUnderTest, openBrowser, signIn } from '@watchfloor/testing/browser';
import { afterAll, beforeAll, expect, it } from 'vitest';

const run = promisify(execFile);
const EXAMPLES = path.join(ROOT, 'examples');
const DAY = 'from=2026-03-02T00:00:00%2B08:00&to=2026-03-03T00:00:00%2B08:00';

let house: HouseUnderTest;
let browser: BrowserUnderTest;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'watchfloor-replay-'));
  house = await startHouse();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await house?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function replay(...args: string[]): Promise<Record<string, string>> {
  const { stdout } = await run(process.execPath, [path.join(ROOT, 'packages/replay/src/main.ts'), ...args], { cwd: ROOT, env: house.env });
  return Object.fromEntries([...stdout.matchAll(/^ {2}(\S.*?) {2,}(\S+)$/gm)].map(([, name, value]) => [name, value]));
}
const rowsBy = async (floor: string, by: string): Promise<MetricsRow[]> =>
  (await house.api<MetricsAnswer>('GET', `/floors/${floor}/metrics?${DAY}&by=${by}`)).rows;
const inShort = ({ response, firstResponse, handleTime, handled, conversations }: MetricsRow) => ({
  response: [response.count, response.avgMs, response.maxMs],
  firstResponse: [firstResponse.count, firstResponse.avgMs],
  handleTime: [handleTime.count, handleTime.avgMs],
  handled,
  conversations,
});
const byKey = async (floor: string, by: string) => Object.fromEntries((await rowsBy(floor, by)).map((row) => [row.key, inShort(row)]));

it('shows a recorded morning as it stood at 11:02, and has the whole day counted as by hand', async () => {
  const file = path.join(EXAMPLES, 'events/small-day.ndjson');
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const morning = lines.filter((line) => JSON.parse(line).time <= '2026-03-02T11:02:00+08:00');
  writeFileSync(path.join(folder, 'morning.ndjson'), `${morning.join('\n')}\n`);
  expect(await replay(path.join(folder, 'morning.ndjson'), '--floor', 'small-day')).toMatchObject({
    accepted: String(morning.length),
    duplicate: '0',
    late: '0',
    rejected: '0',
  });

  // conv-3 asked at 11:00:00 and has no answer yet; conv-1 and conv-2 were answered after 475, 30, 30 and 35 s; ticket-1 of 10:32:40 is untouched.
  const live = await house.api<Snapshot>('GET', '/floors/small-day/live?window=1h');
  expect(live.asOf).toBe('2026-03-02T03:02:00.000Z');
  expect(live.floor).toMatchObject({ clock: 'event', waiting: 1, savable: 1, overdue: 0, longestWaitMs: 120_000 });
  expect(live.floor).toMatchObject({ unhandledTickets: 1, oldestTicketMs: 1_760_000, agents: { online: 3 } });
  expect(live.floor.response).toMatchObject({ count: 4, avgMs: 142_500, p50Ms: null });
  const { items } = await house.api<{ items: Alert[] }>('GET', '/floors/small-day/alerts');
  expect(items).toMatchObject([{ severity: 'warning', subject: { id: 'conv-3' }, dueAt: '2026-03-02T03:01:40.000Z' }]);

  await using visit = await browser.visit();
  const { page } = visit;
  await signIn(page, house, '/wallboard?floor=small-day&window=1h');
  await page.locator('.data-age', { hasText: 'Replay, event time 11:02:00' }).waitFor();
  await page.locator('.tile-savable .tile-value', { hasText: /^1$/ }).waitFor();
  expect(await page.locator('.tile-longest .tile-value').innerText()).toMatch(/^0?2:00$/);
  expect(await page.locator('.panel-rounds td.col-agent').allInnerTexts()).toEqual(['林晓']);

  const rest = await replay(file, '--floor', 'small-day');
  expect(rest).toMatchObject({
    duplicate: String(morning.length),
    accepted: String(lines.length - morning.length),
    rejected: '0',
    late: '0',
  });
  await page.locator('.data-age', { hasText: 'Replay, event time 18:00:00' }).waitFor();
  await page.locator('.tile-clear').waitFor();
  expect(visit.complaints).toEqual([]);

  // By hand, from examples/README.md and the file: seconds of each round on the customer's clock, and on the agent's own.
  const floor = {
    response: [6, 117_500, 475_000], // 475 + 30 + 30 + 35 + 130 + 5 = 705
    firstResponse: [4, 160_000], // 475 + 30 (from the request) + 130 + 5 = 640
    handleTime: [5, 306_600], // 645 + 148 + 80 + 180 + 480 = 1,533
    handled: 4,
    conversations: 5,
  };
  await expect.poll(() => byKey('small-day', 'floor'), { timeout: 10_000, interval: 100 }).toEqual({ 'small-day': floor });
  expect(await rowsBy('small-day', 'floor')).toMatchObject([{ abandoned: 1, abandonedInQueue: 1, shortAbandons: 0, abandonRate: 0.2 }]);
  const byAgent = await byKey('small-day', 'agent');
  expect(byAgent).toMatchObject({
    'a-lin': { response: [3, 171_667, 475_000], firstResponse: [2, 242_500], handleTime: [2, 412_500], handled: 2, conversations: 2 },
    'a-zhou': { response: [1, 5_000, 5_000], firstResponse: [1, 5_000], handleTime: [2, 280_000], handled: 1, conversations: 2 },
    'a-wu': { response: [2, 26_500, 35_000], firstResponse: [1, 18_000], handleTime: [1, 148_000], handled: 1, conversations: 1 },
  });
  expect(await byKey('small-day', 'channel')).toMatchObject({
    tmall: { response: [2, 252_500, 475_000], handled: 1, conversations: 2 },
    jd: { response: [2, 32_500, 35_000], handled: 1, conversations: 1 },
    douyin: { response: [1, 130_000, 130_000], handled: 1, conversations: 1 },
    pdd: { response: [1, 5_000, 5_000], handled: 1, conversations: 1 },
  });
});

it('replays a table through a mapping', async () => {
  const mapping = path.join(EXAMPLES, 'mappings/chat-export.jsonata');
  const told = await replay(path.join(EXAMPLES, 'events/chat-export.csv'), '--floor', 'export', '--map', mapping);
  expect(told).toMatchObject({ accepted: '7', duplicate: '0', rejected: '0' });
  // c-1 was answered after 475 s; c-2 was held by a bot when an agent stepped in unasked, which is the answer to no round.
  const expected = { response: [1, 475_000, 475_000], handled: 2, conversations: 2 };
  await expect.poll(() => byKey('export', 'floor'), { timeout: 10_000, interval: 100 }).toMatchObject({ export: expected });
});
