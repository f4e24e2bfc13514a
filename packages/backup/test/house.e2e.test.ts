import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseEnv } from 'node:util';
import { cohortFields } from '@watchfloor/contracts/cohorts';
import type { CloudEvent } from '@watchfloor/contracts/event';
import type { Snapshot } from '@watchfloor/contracts/live';
import type { MetricsAnswer } from '@watchfloor/contracts/metrics';
import { type Api, ask, openApi } from '@watchfloor/launcher/house/house-api';
import { descendantsOf } from '@watchfloor/launcher/house/house-processes';
import { type HouseUnderTest, makeHome, removeHome, startHouse } from '@watchfloor/launcher/house/house-under-test';
import { cloudEvent } from '@watchfloor/testing/cloud-event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from './run-commands.ts';

const FLOOR = 'kept';
const ANSWERED = 120;
const WAITING = 3;
const FLOW_EVERY_MS = 20;

let place: string;
let homes: string[];
let houses: HouseUnderTest[];

beforeEach(() => {
  place = mkdtempSync(path.join(tmpdir(), 'watchfloor-backup-'));
  homes = [makeHome(), path.join(place, 'restored')];
  houses = [];
});
afterEach(async () => {
  for (const house of houses) await house.stop();
  for (const home of homes) removeHome(home);
  rmSync(place, { recursive: true, force: true });
});

/** A house that makes its secrets itself, or has them from the backup. */
async function start(home: string): Promise<HouseUnderTest & Api> {
  const house = await startHouse({ home, env: { ADMIN_PASSWORD: '', INGEST_KEY: '' } });
  houses.push(house);
  return { ...house, ...openApi({ ...house.env, ...parseEnv(readFileSync(path.join(home, 'credentials'), 'utf8')) }) };
}

async function killAll(house: HouseUnderTest): Promise<void> {
  for (const pid of [house.pid, ...descendantsOf(house.pid).map((each) => each.pid)]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It had ended with those before.
    }
  }
  await house.exited;
}

/** Asked, answered, closed; `answered` false: the customer still waits. */
function conversation(id: string, agentId: string, askedAt: number, answered = true): CloudEvent[] {
  const tell = (type: Parameters<typeof cloudEvent>[0], at: number, data: Record<string, unknown>) =>
    cloudEvent(type, { floor: FLOOR, subject: id, at, id: `${id} ${type}`, data });
  const asked = [
    tell('conversation.assigned', askedAt, { customerId: `c-${id}`, agentId, by: 'system', channel: 'tmall' }),
    tell('message.received', askedAt + 1, { customerId: `c-${id}`, text: '在吗' }),
  ];
  if (!answered) return asked;
  return [
    ...asked,
    tell('message.sent', askedAt + 700, { from: 'agent', agentId, text: '请讲' }),
    tell('conversation.closed', askedAt + 900, { by: 'agent', reason: 'resolved' }),
  ];
}

const FLOW = 'flow';
const isFlow = ({ subject }: { subject?: string | undefined }) => subject?.startsWith(FLOW) ?? false;

async function eventsOf(house: Api): Promise<CloudEvent[]> {
  const text = await house.api<string>('GET', `/floors/${FLOOR}/events`);
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as CloudEvent]));
}

const byText = (a: unknown, b: unknown) => JSON.stringify(a).localeCompare(JSON.stringify(b));

const COHORTS = new Set(Object.keys(cohortFields));
/** All but cohorts, which are counted at their own pace. */
const withoutCohorts = (rows: MetricsAnswer['rows']): Partial<MetricsAnswer['rows'][number]>[] =>
  rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !COHORTS.has(name))));

/** All that shows of the floor, what flows in meanwhile left out; lists that have no order of their own sorted. */
async function figuresOf(house: Api, range: string) {
  const metrics = async (by: string) =>
    withoutCohorts((await house.api<MetricsAnswer>('GET', `/floors/${FLOOR}/metrics?${range}&by=${by}`)).rows);
  const live = await house.api<Snapshot>('GET', `/floors/${FLOOR}/live?window=1h`);
  const alerts = await house.api<{ items: { id: string; subject: { id: string } }[] }>('GET', `/floors/${FLOOR}/alerts?limit=100`);
  return {
    floor: await metrics('floor'),
    agents: await metrics('agent'),
    live: live.agents
      .filter(({ id }) => id !== FLOW)
      .map(({ id, open, waiting, response }) => ({ id, open, waiting, response }))
      .toSorted(byText),
    waiting: live.waiting
      .filter(({ conversationId }) => !conversationId.startsWith(FLOW))
      .map(({ conversationId, since }) => [conversationId, since])
      .toSorted(byText),
    alerts: alerts.items
      .filter(({ subject }) => !subject.id.startsWith(FLOW))
      .map(({ id }) => id)
      .sort(),
    settings: await house.api('GET', `/floors/${FLOOR}`),
    archive: (await eventsOf(house)).filter((event) => !isFlow(event)),
  };
}

test('a house that was backed up while events flowed goes on elsewhere as if nothing had happened', { timeout: 240_000 }, async () => {
  const [home = '', other = ''] = homes;
  const first = await start(home);
  await first.api('POST', '/floors', { id: FLOOR, name: 'Kept', limits: { wait: { warning: 1_000, critical: 600_000 } } });
  const { token } = await first.api<{ token: string }>('POST', '/tokens', { name: 'kept' });
  const from = Date.now() - 120_000;
  const answered = Array.from({ length: ANSWERED }, (_, n) => conversation(`a-${n}`, `agent-${n % 7}`, from + n * 500));
  const waiting = Array.from({ length: WAITING }, (_, n) => conversation(`w-${n}`, 'slow', from + n * 1_000, false));
  const before = [...answered, ...waiting].flat();
  await first.send(before);
  const range = `from=${new Date(from - 60_000).toISOString()}&to=${new Date(from + 100_000).toISOString()}`;
  await expect.poll(async () => (await eventsOf(first)).length, { timeout: 30_000 }).toBe(before.length);
  const isAllThere = async () => {
    const { agents, alerts, waiting: open } = await figuresOf(first, range);
    return [agents.reduce((sum, row) => sum + (row.response?.count ?? 0), 0), alerts.length, open.length];
  };
  await expect.poll(isAllThere, { timeout: 30_000 }).toEqual([ANSWERED, WAITING, WAITING]);
  const expected = await figuresOf(first, range);

  const sent: CloudEvent[] = [];
  let flows = true;
  const flowing = (async () => {
    for (let n = 0; flows; n += 1) {
      const events = conversation(`${FLOW}-${n}`, FLOW, Date.now() - 1_000);
      await first.send(events);
      sent.push(...events);
      await wait(FLOW_EVERY_MS);
    }
  })();
  await expect.poll(() => sent.length, { timeout: 20_000 }).toBeGreaterThan(100);
  const acknowledged = sent.map(({ id }) => id);
  const file = path.join(place, 'all.zip');
  const tookAt = performance.now();
  expect(await run('backup', [file, '--home', home])).toMatchObject({ code: 0 });
  const took = performance.now() - tookAt;
  const atEnd = sent.length;
  await expect.poll(() => sent.length, { timeout: 20_000 }).toBeGreaterThan(atEnd + 100);
  flows = false;
  await flowing;
  await killAll(first);

  const restoredAt = performance.now();
  expect(await run('restore', [file, '--home', other])).toMatchObject({ code: 0 });
  console.log(`backup ${Math.round(took)} ms, restore ${Math.round(performance.now() - restoredAt)} ms`);
  expect(await run('restore', [file, '--home', other])).toMatchObject({ code: 1, said: expect.stringContaining('is not empty') });
  const second = await start(other);
  await expect.poll(() => figuresOf(second, range), { timeout: 30_000 }).toEqual(expected);

  const withToken = await ask(`${second.gatewayUrl}/api/v1/floors/${FLOOR}`, { method: 'GET', authorization: `Bearer ${token}` });
  expect(withToken.status).toBe(200);

  // Of what flowed: all from before the backup, nothing twice; and what its sender sends again for safety counts no second time.
  const flowRange = `from=${new Date(from + 100_000).toISOString()}&to=${new Date(Date.now() + 60_000).toISOString()}&by=agent`;
  const counted = async () => {
    const { rows } = await second.api<MetricsAnswer>('GET', `/floors/${FLOOR}/metrics?${flowRange}`);
    const ids = (await eventsOf(second)).filter(isFlow).map(({ id }) => id);
    const replies = ids.filter((id) => id.endsWith('message.sent')).length;
    return { rows: rows.find(({ key }) => key === FLOW)?.response?.count, replies, distinct: new Set(ids).size, all: ids.length, ids };
  };
  await expect.poll(async () => (await counted()).ids, { timeout: 30_000 }).toEqual(expect.arrayContaining(acknowledged));
  const restored = await counted();
  expect(restored.all).toBe(restored.distinct);
  expect(restored.rows).toBe(restored.replies);
  expect(restored.all).toBeLessThan(sent.length);
  for (let n = 0; n < sent.length; n += 200) await second.send(sent.slice(n, n + 200));
  const more = conversation(`${FLOW}-after`, FLOW, Date.now() - 1_000);
  await second.send(more);
  const total = (sent.length + more.length) / 4;
  const allOnce = { rows: total, replies: total, distinct: total * 4, all: total * 4 };
  await expect.poll(async () => ({ ...(await counted()), ids: undefined }), { timeout: 30_000 }).toEqual({ ...allOnce, ids: undefined });
});
