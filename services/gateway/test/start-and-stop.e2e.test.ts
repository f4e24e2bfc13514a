import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { Snapshot } from '@watchfloor/contracts/live';
import type { MetricsAnswer } from '@watchfloor/contracts/metrics';
import { isPortFree } from '@watchfloor/launcher/free-port';
import { descendantsOf, processes } from '@watchfloor/launcher/house/house-processes';
import { type HouseUnderTest, launchHouse, makeHome, parts, removeHome, startHouse } from '@watchfloor/launcher/house/house-under-test';
import { commandOf } from '@watchfloor/launcher/process-table';
import { cloudEvent } from '@watchfloor/testing/cloud-event';
import { afterEach, beforeEach, expect, it } from 'vitest';

const FLOOR = 'kept';
const SECOND_START_MS = 15_000;

let home: string;
let houses: HouseUnderTest[];

beforeEach(() => {
  home = makeHome();
  houses = [];
});
afterEach(async () => {
  for (const house of houses) await house.stop();
  removeHome(home);
});

/** All that shows of the floor: the live board and the figures of the ledger. */
async function figuresOf(house: HouseUnderTest, range: string) {
  const live = await house.api<Snapshot>('GET', `/floors/${FLOOR}/live?window=1h`);
  const { rows } = await house.api<MetricsAnswer>('GET', `/floors/${FLOOR}/metrics?${range}`);
  const { response, handled, conversations } = rows[0] ?? {};
  return {
    waiting: live.waiting.map(({ conversationId, since }) => [conversationId, since]),
    live: [live.floor.response.count, live.floor.response.avgMs],
    ledger: [response?.count, response?.avgMs, handled, conversations],
  };
}

it('leaves no process and no open port when stopped, and finds everything as it was when started again', async () => {
  const first = await startHouse({ home });
  houses.push(first);
  const at = Date.now() - 60_000;
  const tell = (type: 'message.received' | 'message.sent', subject: string, agoMs: number, data: object) =>
    cloudEvent(type, { floor: FLOOR, subject, at: at + agoMs, data: { ...data } });
  const events = [
    tell('message.received', 'answered', 0, { customerId: 'c-1' }),
    tell('message.sent', 'answered', 7_000, { from: 'agent', agentId: 'lin' }),
    tell('message.received', 'waits', 9_000, { customerId: 'c-2' }),
  ];
  expect(await first.send(events)).toMatchObject({ accepted: 3 });
  const range = `from=${new Date(at - 60_000).toISOString()}&to=${new Date(at + 600_000).toISOString()}`;
  const expected = {
    waiting: [['waits', new Date(at + 9_000).toISOString()]],
    live: [1, 7_000],
    ledger: [1, 7_000, 1, 2],
  };
  await expect.poll(() => figuresOf(first, range), { timeout: 10_000, interval: 50 }).toEqual(expected);

  const running = descendantsOf(first.pid);
  for (const part of parts) expect(first.pidOf(part), part).toBeGreaterThan(0);
  const servers = [...first.output().matchAll(/is ready on 127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port));
  const ports = [...servers, ...Object.entries(first.env).flatMap(([name, value]) => (/^[A-Z]+_PORT$/.test(name) ? [Number(value)] : []))];
  expect(ports).toHaveLength(7);
  const stopAt = performance.now();
  expect(await first.stop()).toBe(0);
  const left = () =>
    processes().filter(({ pid, command }) => running.some((was) => was.pid === pid && was.command === command) || command.includes(home));
  await expect.poll(left, { timeout: 5_000, interval: 20 }).toEqual([]);
  expect(commandOf(first.pid)).toBeNull();
  for (const port of ports) expect(await isPortFree(port), `port ${port}`).toBe(true);
  const stoppedAfter = performance.now() - stopAt;

  const startAt = performance.now();
  const { ADMIN_PASSWORD = '', INGEST_KEY = '' } = first.env;
  const second = await startHouse({ home, env: { ADMIN_PASSWORD, INGEST_KEY } });
  houses.push(second);
  const startedAfter = performance.now() - startAt;
  console.log(`stopped in ${Math.round(stoppedAfter)} ms, ready again in ${Math.round(startedAfter)} ms`);
  expect(startedAfter).toBeLessThan(SECOND_START_MS);
  expect(await figuresOf(second, range)).toEqual(expected);
  expect(await second.send(events)).toMatchObject({ rejected: [] });
  await second.send([tell('message.sent', 'waits', 12_000, { from: 'agent', agentId: 'lin' })]);
  const after = { waiting: [], live: [2, 5_000], ledger: [2, 5_000, 2, 2] };
  await expect.poll(() => figuresOf(second, range), { timeout: 10_000, interval: 50 }).toEqual(after);
});

it('says in one line which port is in use, and starts nothing', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  try {
    const { port } = holder.address() as AddressInfo;
    const house = await launchHouse({ home, env: { GATEWAY_PORT: String(port) } });
    houses.push(house);
    expect(await house.exited).toBe(1);
    const line = `^watchfloor cannot start: GATEWAY_PORT: port ${port} is in use.*; stop that, or set GATEWAY_PORT to a free port\\n$`;
    expect(house.output()).toMatch(new RegExp(line));
    expect(processes().filter(({ command }) => command.includes(home))).toEqual([]);
  } finally {
    holder.close();
  }
});

it('says in one line that this home is taken', async () => {
  const first = await launchHouse({ home });
  houses.push(first);
  await first.saying(/Redis is ready/);
  const second = await launchHouse({ home });
  houses.push(second);
  expect(await second.exited).toBe(1);
  expect(second.output()).toBe(
    `watchfloor cannot start: Watchfloor already runs from ${home} (process ${first.pid}). Stop it first: kill ${first.pid}\n`,
  );
});
