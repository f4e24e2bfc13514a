import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { CloudEvent } from '@watchfloor/contracts/event';
import type { MetricsAnswer } from '@watchfloor/contracts/metrics';
import { rankOf } from '@watchfloor/core/order/true-order';
import { archiveEvents } from '@watchfloor/history/archive-events';
import { DayPartitions } from '@watchfloor/history/day-partitions';
import { dayOf } from '@watchfloor/history/fact-hours';
import type { ArchiveRow } from '@watchfloor/history/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN, type House, KEY, problemOf, runHouse } from './run-gateway.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const DAY = path.join(ROOT, 'examples/events/small-day.ndjson');
const directory = mkdtempSync(path.join(tmpdir(), 'watchfloor-export-'));
let house: House;
let ingestPort: number;

beforeAll(async () => {
  house = await runHouse();
  for (const name of ['keeper', 'ledger'] as const) await house.start(name);
  ingestPort = (await house.start('ingest')).port;
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await house[Symbol.asyncDispose]();
});

/** `npm run replay -- file --floor floor`: the summary that it prints. */
async function replay(file: string, floor: string): Promise<string> {
  const env = {
    ...process.env,
    INGEST_PORT: String(ingestPort),
    GATEWAY_PORT: String(house.gateway.port),
    INGEST_KEY: KEY,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
  };
  const main = path.join(ROOT, 'packages/replay/src/main.ts');
  return (await promisify(execFile)(process.execPath, [main, file, '--floor', floor], { env })).stdout;
}
const eventsOf = (text: string): CloudEvent[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const exported = async (floor: string, query = ''): Promise<string> => (await house.ask('GET', `/floors/${floor}/events${query}`)).text();
const untilArchived = (floor: string, count: number) =>
  expect.poll(async () => eventsOf(await exported(floor)).length, { timeout: 10_000 }).toBe(count);

test('a day that was exported and replayed into another floor gives the same figures', async () => {
  const recorded = eventsOf(readFileSync(DAY, 'utf8'));
  await replay(DAY, 'first');
  await untilArchived('first', recorded.length);
  const answer = await house.ask('GET', '/floors/first/events');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
  const text = await answer.text();
  const file = path.join(directory, 'first.ndjson');
  writeFileSync(file, text);

  expect(await replay(file, 'second')).not.toMatch(/rejected +[1-9]/);
  await untilArchived('second', recorded.length);
  const withoutFloor = (each: string) => eventsOf(each).map(({ floor: _, ...event }) => event);
  expect(withoutFloor(await exported('second'))).toEqual(withoutFloor(text));

  const times = recorded.map(({ time }) => Date.parse(time));
  const [from, to] = [Math.min(...times) - 1, Math.max(...times) + 3_600_000].map((at) => new Date(at).toISOString());
  const figures = async (floor: string) => {
    const rows = await Promise.all(
      ['agent', 'team', 'shop', 'channel'].map(
        async (by) =>
          ((await (await house.ask('GET', `/floors/${floor}/metrics?from=${from}&to=${to}&by=${by}`)).json()) as MetricsAnswer).rows,
      ),
    );
    return rows.flat();
  };
  await expect.poll(() => figures('second'), { timeout: 10_000 }).toEqual(await figures('first'));
  expect((await figures('first')).length).toBeGreaterThan(4);
}, 60_000);

test('a range is half-open; all of it comes in true order, however many pages that are', async () => {
  await house.ask('POST', '/floors', { body: { id: 'many', clock: 'event' } });
  const begin = Date.parse('2026-03-01T00:00:00Z');
  const types = ['conversation.closed', 'message.received', 'agent.status', 'floor.configured'];
  const rows = Array.from({ length: 6_000 }, (_, n): ArchiveRow => {
    const type = types[n % 4] ?? '';
    const at = begin + Math.floor(n / 8) * 60_000;
    return { floor: 'default/many', at, rank: rankOf(type), source: '/s', id: `e-${n}`, received: at, type, subject: 'x', data: '{}' };
  });
  await new DayPartitions(house.db, 'archive').ensure(new Set(rows.map(({ at }) => dayOf(at))));
  await house.db.transaction().execute((trx) => archiveEvents(trx, rows));

  const all = eventsOf(await exported('many'));
  // Settings are archived, and are no events that could be sent again.
  expect(all).toHaveLength(4_500);
  const places = all.map(({ time, type, id }) => `${time} ${rankOf(type)} ${id}`);
  expect(places).toEqual(places.toSorted());
  expect(all[0]).toEqual({
    specversion: '1.0',
    id: 'e-2',
    source: '/s',
    type: 'io.watchfloor.agent.status',
    time: '2026-03-01T00:00:00.000Z',
    subject: 'x',
    floor: 'many',
    data: {},
  });
  const part = eventsOf(await exported('many', '?from=2026-03-01T08:00:00%2B08:00&to=2026-03-01T00:02:00Z'));
  expect(part).toEqual(all.slice(0, 12));
  expect(await exported('many', '?from=2027-01-01T00:00:00Z')).toBe('');
});

test('only those who manage a floor may take its events with them', async () => {
  const ask = async (role: 'manager' | 'supervisor', tenant?: string) =>
    house.ask('GET', '/floors/many/events', { token: await house.tokenOf(role, tenant) });
  expect((await ask('manager')).status).toBe(200);
  expect((await problemOf(await ask('supervisor'))).status).toBe(403);
  expect((await problemOf(await ask('manager', 'other'))).status).toBe(404);
  for (const query of ['from=yesterday', 'from=2026-11-11T02:00:00Z&to=2026-11-11T01:00:00Z'])
    expect((await problemOf(await house.ask('GET', `/floors/many/events?${query}`))).status).toBe(400);
});
