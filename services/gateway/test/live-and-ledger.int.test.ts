import { type LoggedEvent, TYPE_PREFIX } from '@watchfloor/contracts/event';
import { Figures } from '@watchfloor/contracts/figures';
import { Snapshot, WindowName } from '@watchfloor/contracts/live';
import { MetricsAnswer } from '@watchfloor/contracts/metrics';
import { floorStories } from '@watchfloor/core/floor/arbitrary-events';
import { figuresOf } from '@watchfloor/core/measure/figures-of';
import { emptyTally } from '@watchfloor/core/measure/tally';
import type { RunningService } from '@watchfloor/testing/run-service';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type House, KEY, runHouse } from './run-gateway.ts';

const FLOOR = 'half-hour';
/** In Shanghai, where the day begins at 16:10 here, ten minutes later. */
const FROM = Date.parse('2026-11-11T08:00:00Z');
const LATE_MS = 120_000;
const BATCH = 20;
const NOTHING = figuresOf(emptyTally(), { exactMax: true });

let house: House;
let ingest: RunningService;
let keeper: RunningService;
let token: string;
beforeAll(async () => {
  house = await runHouse();
  [ingest, keeper] = await Promise.all([house.start('ingest'), house.start('keeper'), house.start('ledger')]);
  token = await house.tokenOf('supervisor');
  const hours = [{ from: '09:00', to: '16:20' }];
  const officeHours = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, hours]));
  const made = await house.ask('POST', '/floors', { body: { id: FLOOR, clock: 'event', dayStart: '16:10', officeHours } });
  expect(made.status).toBe(201);
});
afterAll(() => house[Symbol.asyncDispose]());

/** Half an hour of anything, as sources send it: each event up to two minutes late, some twice. */
function arrivals(): LoggedEvent[] {
  const [events = []] = fc.sample(
    floorStories({ from: FROM, gapMs: 9_000, maxLength: 400 }).filter((story) => story.length > 350),
    { seed: 4, numRuns: 1 },
  );
  const late = events.map((event, index) => ({ ...event, received: event.time + ((index * 7_919) % LATE_MS) }));
  const again = late.filter((_, index) => index % 9 === 0).map((event) => ({ ...event, received: event.received + 3_000 }));
  return [...late, ...again].toSorted((a, b) => a.received - b.received);
}

async function send(events: LoggedEvent[]): Promise<void> {
  const body = events.map(({ floor: _, received: __, type, time, ...event }) => ({
    specversion: '1.0',
    ...event,
    type: `${TYPE_PREFIX}${type}`,
    time: new Date(time).toISOString(),
  }));
  const response = await fetch(`${ingest.url}/v1/events?floor=${FLOOR}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(body),
  });
  if (response.status !== 202) throw new Error(await response.text());
}

const get = async (gateway: RunningService, path: string): Promise<unknown> =>
  (await fetch(`${gateway.url}/api/v1/floors/${FLOOR}${path}`, { headers: { authorization: `Bearer ${token}` } })).json();

type Row = Figures & { id: string };
const KINDS = {
  floor: ({ floor }) => [floor],
  team: ({ teams }) => teams,
  agent: ({ agents }) => agents,
  shop: ({ shops }) => shops,
  channel: ({ channels }) => channels,
} as const satisfies Record<string, (board: Snapshot) => Row[]>;

/** From sketches: within one per cent and a millisecond. Everything else has to be equal. */
const NEAR = /^(p\d+|max)Ms$/;
function expectSame(live: Figures, ledger: Figures, where: string): void {
  const plain = (figures: Figures) =>
    JSON.parse(JSON.stringify(Figures.parse(figures), (name, value) => (NEAR.test(name) ? undefined : value)));
  expect(plain(live), where).toEqual(plain(ledger));
  for (const [name, figure] of Object.entries(Figures.parse(ledger))) {
    if (figure === null || typeof figure !== 'object' || !('p50Ms' in figure)) continue;
    const mine = Figures.parse(live)[name as 'response'];
    for (const part of ['p50Ms', 'p90Ms', 'p95Ms', 'p99Ms', 'maxMs'] as const) {
      const [a, b] = [mine[part], figure[part]];
      if (a === null || b === null) expect([where, name, part, a]).toEqual([where, name, part, b]);
      else expect(Math.abs(a - b), `${where} ${name}.${part}`).toBeLessThanOrEqual(b * 0.01 + 1);
    }
  }
}

/** Every figure of everybody in every window, of a gateway that was there and of one that comes now. */
async function expectLedger(gateways: RunningService[], through: string): Promise<void> {
  for (const gateway of gateways) {
    for (const window of WindowName.options) {
      const board = Snapshot.parse(await get(gateway, `/live?window=${window}`));
      expect(board.asOf).toBe(through);
      if (window === 'today') expect(board).toMatchObject({ from: '2026-11-11T08:10:00.000Z' });
      expect(board.floor.messagesIn).toBeGreaterThan(window === '1m' ? 0 : 10);
      for (const [by, rowsOf] of Object.entries(KINDS)) {
        const answer = MetricsAnswer.parse(await get(gateway, `/metrics?from=${board.from}&to=${board.to}&by=${by}`));
        expect(answer.asOf).toBe(through);
        const live = new Map(rowsOf(board).map((row): [string, Figures] => [row.id, row]));
        const ledger = new Map(answer.rows.map((row): [string, Figures] => [row.key, row]));
        for (const id of new Set([...live.keys(), ...ledger.keys()]))
          expectSame(live.get(id) ?? NOTHING, ledger.get(id) ?? NOTHING, `${window} of ${by} ${id}`);
      }
    }
  }
}

test('every live figure of everybody is what the ledger has of the same range, though keeper and gateway are killed on the way', async () => {
  const events = arrivals();
  const half = Math.floor(events.length / 2);
  for (let at = 0; at < half; at += BATCH) await send(events.slice(at, Math.min(half, at + BATCH)));
  await vi.waitUntil(async () => Snapshot.parse(await get(house.gateway, '/live')).floor.messagesIn > 0, { timeout: 10_000 });
  await keeper.kill();
  keeper = await house.start('keeper');
  const second = await house.start('gateway');
  for (let at = half; at < events.length; at += BATCH) await send(events.slice(at, at + BATCH));
  await second.kill();
  const through = new Date(Math.max(...events.map(({ time }) => time))).toISOString();
  await vi.waitUntil(
    async () => MetricsAnswer.parse(await get(house.gateway, `/metrics?from=${through}&to=2030-01-01T00:00:00Z`)).asOf === through,
    { timeout: 20_000, interval: 50 },
  );
  const third = await house.start('gateway');
  await expectLedger([house.gateway, third], through);
}, 60_000);
