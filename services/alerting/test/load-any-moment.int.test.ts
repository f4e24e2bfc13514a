import { DeadlineView } from '@watchfloor/core/alert/deadline-view';
import type { FloorDeadlines } from '@watchfloor/core/alert/floor-deadlines';
import { liveConversation } from '@watchfloor/core/conversation/state';
import { emptyFloor } from '@watchfloor/core/floor/floor-state';
import { RememberedFloor } from '@watchfloor/core/floor/remembered-floor';
import { compareTrueOrder } from '@watchfloor/core/order/true-order';
import { connectRedis, untilReady } from '@watchfloor/redis/connect';
import { readFacts } from '@watchfloor/redis/facts';
import { keys } from '@watchfloor/redis/keys';
import { noteReader } from '@watchfloor/redis/readers';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { FIRST_ID, idMs } from '@watchfloor/redis/stream-id';
import { type DisorderedFloor, floorDrafts, floorOf } from '@watchfloor/testing/disordered-floor';
import { KeeperFeed, withPauses } from '@watchfloor/testing/keeper-feed';
import { type FreshRedis, freshRedis } from '@watchfloor/testing/private-servers';
import { type RunningService, runService } from '@watchfloor/testing/run-service';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adoptFloors, type Loaded, loadDeadlines } from '../src/load-deadlines.ts';
import { nameAlert } from '../src/name-alert.ts';

const PARTITIONS = 1;
const MINUTE_MS = 60_000;
/** Long after every deadline. */
const FAR = Date.parse('2100-01-01T00:00:00Z');

let server: FreshRedis;
let redis: ScriptedRedis;
let keeper: RunningService;

beforeAll(async () => {
  server = await freshRedis();
  redis = connectRedis(server.url);
  await untilReady(redis);
  keeper = await runService('keeper', { env: { REDIS_URL: server.url, PARTITIONS: String(PARTITIONS), LOG_LEVEL: 'warn' } });
});
afterAll(async () => {
  await keeper.kill();
  redis.disconnect();
  await server.stop();
});

/** Everything that waits on a floor: who, since when, with whom, and what comes of it at which instant. */
function waitsOf(floor: FloorDeadlines | undefined): unknown[] {
  const due = floor?.due(FAR, 1_000_000) ?? [];
  return due
    .map(({ stretch: { alertId, rule, subjectId, name, agentId, teamId, ticketKind, since }, transitions }) => ({
      alertId,
      metric: rule.metric,
      subjectId,
      name,
      agentId,
      teamId,
      ticketKind,
      since,
      levels: transitions.map(({ alert: { severity, limit, dueAt } }) => [severity, limit, dueAt]),
    }))
    .toSorted((a, b) => (a.alertId < b.alertId ? -1 : 1));
}

/** What waits once everything has happened in true order, each event once, in memory. */
function waitsInTrueOrder({ before, after, events }: DisorderedFloor): unknown[] {
  const floor = new RememberedFloor(emptyFloor(before));
  for (const event of events.toSorted(compareTrueOrder)) floor.take([event]);
  const { conversations, tickets, through } = floor.state;
  const deadlines = new DeadlineView(nameAlert).add(after, through);
  deadlines.restore({
    conversations: [...conversations.values()].map(({ state }) => (state ? liveConversation(state) : null)).filter((live) => live !== null),
    tickets: [...tickets.values()].map(({ state }) => state).filter((ticket) => ticket !== null),
    alerts: [],
  });
  return waitsOf(deadlines);
}

/** Folds everything that was committed after the load, as the watch does. */
async function follow({ view, factId, isPastAt }: Loaded): Promise<void> {
  for await (const { id, batch } of readFacts(redis, 0, { after: factId })) {
    await adoptFloors(redis, view, batch);
    view.fold(batch, { now: Date.now(), knownAt: idMs(batch.logId) }, isPastAt(id));
  }
}

const loads = fc.array(
  fc.record({
    after: fc.nat(12),
    pauses: fc.array(fc.nat(3), { minLength: 1, maxLength: 12 }),
    /** Where alerting had noted that it was, in shares of what there is. */
    noted: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 4 },
);

async function notePlace(share: number): Promise<void> {
  const ids = (await redis.xrange(keys.facts(0), '-', '+')).map(([id]) => id);
  await noteReader(redis, 0, 'alerting', ids[Math.floor(share * ids.length) - 1] ?? FIRST_ID);
}

let run = 0;

test('deadlines loaded at any moment, and followed from there, wait for what the true order leaves waiting', async () => {
  const from = Date.now() - 22 * MINUTE_MS;
  const drafts = fc.array(
    floorDrafts({ from, gapMs: 20_000, maxLength: 40 }).map((draft) => ({ ...draft, clock: 'wall' as const })),
    {
      minLength: 1,
      maxLength: 2,
    },
  );
  await fc.assert(
    fc.asyncProperty(drafts, loads, async (given, moments) => {
      run += 1;
      const floors = given.map((draft, index) => floorOf(`run-${run}-${index}`, draft));
      await redis.del(keys.readers(0));
      await redis.xtrim(keys.facts(0), 'MAXLEN', 0);
      const feed = await KeeperFeed.of(redis, PARTITIONS, floors);
      const all = [await loadDeadlines(redis, 0)];
      for (const { after, pauses, noted } of moments) {
        await feed.advance(after);
        await notePlace(noted);
        let n = 0;
        all.push(
          await loadDeadlines(
            withPauses(redis, () => feed.advance(pauses[n++ % pauses.length] ?? 0)),
            0,
          ),
        );
      }
      await feed.advance(feed.left);
      all.push(await loadDeadlines(redis, 0));
      for (const loaded of all) await follow(loaded);
      for (const floor of floors) {
        const expected = waitsInTrueOrder(floor);
        for (const [index, { view }] of all.entries())
          expect(waitsOf(view.floor(floor.key)), `load ${index} of ${all.length}`).toEqual(expected);
      }
      await feed.forget();
    }),
    { numRuns: 60, endOnFailure: true },
  );
}, 120_000);
