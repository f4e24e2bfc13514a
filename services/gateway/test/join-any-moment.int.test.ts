import type { WindowName } from '@watchfloor/contracts/live';
import { windowMs } from '@watchfloor/contracts/live';
import { emptyFloor } from '@watchfloor/core/floor/floor-state';
import { RememberedFloor } from '@watchfloor/core/floor/remembered-floor';
import { compareTrueOrder } from '@watchfloor/core/order/true-order';
import { connectRedis, untilReady } from '@watchfloor/redis/connect';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { makeLog } from '@watchfloor/runtime/log';
import { type DisorderedFloor, floorDrafts, floorOf } from '@watchfloor/testing/disordered-floor';
import { KeeperFeed, withPauses } from '@watchfloor/testing/keeper-feed';
import { type FreshRedis, freshRedis } from '@watchfloor/testing/private-servers';
import { type RunningService, runService } from '@watchfloor/testing/run-service';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Board } from '../src/live/board.ts';
import { Hub } from '../src/live/hub.ts';
import { snapshotOf } from '../src/live/snapshot-of.ts';

const PARTITIONS = 2;
const WINDOWS = Object.keys(windowMs) as WindowName[];
const MINUTE_MS = 60_000;
/** Instants to look at, after the last event: the edges of every window go over what happened. */
const LOOKS_MS = [0, 20_000, 70_000, 4 * MINUTE_MS, 16 * MINUTE_MS, 50 * MINUTE_MS, 62 * MINUTE_MS];

let server: FreshRedis;
let redis: ScriptedRedis;
const keepers: RunningService[] = [];

beforeAll(async () => {
  server = await freshRedis();
  redis = connectRedis(server.url);
  await untilReady(redis);
  await startKeeper();
});
afterAll(async () => {
  await Promise.all(keepers.map((keeper) => keeper.kill()));
  redis.disconnect();
  await server.stop();
});

async function startKeeper(): Promise<void> {
  const env = { REDIS_URL: server.url, PARTITIONS: String(PARTITIONS) };
  const keeper = await runService('keeper', { env, untilReady: false });
  keepers.push(keeper);
  await vi.waitUntil(() => keeper.output().includes('keeper is up'), { timeout: 15_000 });
}

const log = makeLog('test', 'silent');
const hubOn = (connection: ScriptedRedis) =>
  new Hub({ redis: connection, url: server.url, partitions: PARTITIONS, log, onAlert: () => {}, onFloor: () => {} });

/** The slow obvious way: every event of the floor, once, in true order, in memory. */
function boardInTrueOrder({ before, after, events }: DisorderedFloor): Board {
  const floor = new RememberedFloor(emptyFloor(before));
  const board = new Board(after);
  for (const event of events.toSorted(compareTrueOrder)) {
    const { retracts, facts } = floor.take([event]);
    board.fold('1-1', { floor: board.floorKey, through: floor.state.through, retracts, facts });
  }
  return board;
}

const byId = <Row extends { id: string }>(rows: Row[]): Row[] => rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));

/** What a board shows at some instants, in every window; rows in an order of their own. */
function looksOf(board: Board, last: number): unknown[] {
  return LOOKS_MS.flatMap((later) =>
    WINDOWS.map((window) => {
      const shown = snapshotOf(board, { window, now: last + later, seq: 0 });
      const { teams, agents, shops, channels, waiting, tickets, departments } = shown;
      return {
        ...shown,
        teams: byId(teams),
        agents: byId(agents),
        shops: byId(shops),
        channels: byId(channels),
        waiting: waiting.toSorted((a, b) => (a.conversationId < b.conversationId ? -1 : 1)),
        tickets: tickets.toSorted((a, b) => (a.ticketId < b.ticketId ? -1 : 1)),
        departments: byId(departments),
      };
    }),
  );
}

type Join = { after: number; pauses: number[] };
const joins = fc.array(
  fc.record({
    after: fc.nat(12),
    pauses: fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }) }), {
      minLength: 1,
      maxLength: 30,
    }),
  }),
  { minLength: 1, maxLength: 4 },
);

/** A hub that joins while the feed goes on before each of its reads. */
function join(feed: KeeperFeed, { pauses }: Join): { hub: Hub; loaded: Promise<void> } {
  let n = 0;
  const hub = hubOn(withPauses(redis, () => feed.advance(pauses[n++ % pauses.length] ?? 0)));
  return { hub, loaded: hub.start() };
}

async function untilFolded(hub: Hub): Promise<void> {
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const asked = Date.now();
    await expect.poll(() => hub.freshAt(partition, 5_000), { timeout: 20_000 }).toBeGreaterThanOrEqual(asked);
  }
}

/** Lets hubs join at their moments; at rest all of them must show what the true order comes to. */
async function expectOneBoard(floors: DisorderedFloor[], joining: Join[], beforeJoin?: (n: number) => Promise<void>): Promise<void> {
  const feed = await KeeperFeed.of(redis, PARTITIONS, floors);
  const first = hubOn(redis);
  await first.start();
  const hubs = [first];
  try {
    for (const [n, one] of joining.entries()) {
      await feed.advance(one.after);
      await beforeJoin?.(n);
      const { hub, loaded } = join(feed, one);
      hubs.push(hub);
      await loaded;
    }
    await feed.advance(feed.left);
    const last = hubOn(redis);
    await last.start();
    hubs.push(last);
    for (const hub of hubs) await untilFolded(hub);
    for (const floor of floors) {
      if (floor.events.length === 0) continue;
      const end = Math.max(...floor.events.map(({ time }) => time)) + 1_000;
      const expected = looksOf(boardInTrueOrder(floor), end);
      for (const [index, hub] of hubs.entries()) {
        const board = hub.boards.get(floor.key);
        expect(board, `hub ${index} knows the floor`).toBeDefined();
        if (board) expect(looksOf(board, end), `hub ${index} of ${hubs.length}`).toEqual(expected);
      }
    }
  } finally {
    for (const hub of hubs) hub.close();
    await feed.forget();
  }
}

let run = 0;
const nameRun = () => `run-${++run}`;

test('a board that joins at any moment shows what one shows that was there from the start, and what the true order comes to', async () => {
  const from = Date.now() - 22 * MINUTE_MS;
  const drafts = fc.array(floorDrafts({ from, gapMs: 20_000, maxLength: 40 }), { minLength: 1, maxLength: 2 });
  await fc.assert(
    fc.asyncProperty(drafts, joins, async (given, joining) => {
      const name = nameRun();
      const floors = given.map((draft, index) => floorOf(`${name}-${index}`, draft));
      await expectOneBoard(floors, joining);
    }),
    { numRuns: 40, endOnFailure: true },
  );
}, 120_000);

test('likewise on event time over hours, with conversations that are forgotten meanwhile', async () => {
  const from = Date.parse('2026-11-11T08:00:00Z');
  const draft = floorDrafts({ from, gapMs: 240_000, maxLength: 60 }).map((given) => ({ ...given, clock: 'event' as const }));
  await fc.assert(
    fc.asyncProperty(draft, joins, async (given, joining) => {
      await expectOneBoard([floorOf(nameRun(), given)], joining);
    }),
    { numRuns: 30, endOnFailure: true },
  );
}, 120_000);

test('also when keepers are killed, frozen and stopped on the way, with many more events', async () => {
  const from = Date.now() - 22 * MINUTE_MS;
  const drafts = fc.sample(floorDrafts({ from, gapMs: 2_000, maxLength: 400 }), { seed: 17, numRuns: 12 });
  const floors = drafts
    .toSorted((a, b) => b.events.length - a.events.length)
    .slice(0, 3)
    .map((draft, index) => floorOf(`big-${index}`, draft));
  const joining = Array.from({ length: 8 }, (_, n) => ({ after: 25, pauses: [0, 0, 1, 0, 0, n % 3, 0] }));
  await startKeeper();
  const [first, second] = keepers;
  await expectOneBoard(floors, joining, async (n) => {
    if (n === 1) await first?.kill();
    if (n === 3) {
      await startKeeper();
      second?.freeze();
    }
    if (n === 5) second?.thaw();
    if (n === 6) {
      await startKeeper();
      await keepers[2]?.stop();
    }
  });
}, 120_000);
