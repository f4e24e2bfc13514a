import { type FloorEntry, floorKeyOf } from '@watchfloor/contracts/floor';
import { instantOf } from '@watchfloor/contracts/instant';
import { MetricsAnswer, MetricsQuery } from '@watchfloor/contracts/metrics';
import { rulesOf } from '@watchfloor/core/floor/rules';
import { settingsAt } from '@watchfloor/core/floor/settings-at';
import type { Measure, Range } from '@watchfloor/core/measure/measures-of';
import { type OpenNow, openMeasures } from '@watchfloor/core/measure/open-measures';
import { versionsIn } from '@watchfloor/core/profile/profiles';
import { TooManyBuckets } from '@watchfloor/history/bucket-starts';
import type { History } from '@watchfloor/history/connect';
import { readFloorThrough } from '@watchfloor/history/floor-through';
import { readKeptSettings } from '@watchfloor/history/kept-settings';
import { queryMetrics } from '@watchfloor/history/metrics';
import { readRestatedSubjects } from '@watchfloor/history/restatements';
import { ProblemError } from '@watchfloor/runtime/problem';
import { principalOf, STAFF } from '../access/guard.ts';
import type { Hub } from '../live/hub.ts';
import { FloorPath } from './floor-path.ts';
import { requireFloor } from './floors.ts';
import { responses } from './responses.ts';
import type { ZodServer } from './route-types.ts';

/** Somebody who asks for figures up to now waits so long for what is committed but not on the board yet. */
export const CATCH_UP_MS = 250;

export type MetricsParts = { db: History; hub: Hub };

/** Figures of any range: from the ledger, and from the board what has not ended. */
export function metricsRoutes(server: ZodServer, parts: MetricsParts): void {
  server.get(
    '/api/v1/floors/:floor/metrics',
    {
      schema: {
        operationId: 'readMetrics',
        tags: ['figures'],
        summary: 'Figures of a range, half-open [from, to)',
        params: FloorPath,
        querystring: MetricsQuery,
        response: responses({ status: 200, body: MetricsAnswer }, 400, 401, 403, 404),
      },
      config: { access: STAFF },
      // Thousands of rows that our own code made: checked by the type, not once more at run time.
      serializerCompiler: () => (data) => JSON.stringify(data),
    },
    (request) => readMetrics(parts, { ...request.query, tenant: principalOf(request).tenant, floor: request.params.floor }),
  );
}

/** By whose rules the figures of a range are made, beside ours. */
function profilesOf(
  { profile, shops }: FloorEntry,
  { fromMs: from, toMs: to }: { fromMs: number; toMs: number },
): MetricsAnswer['profiles'] {
  const names = new Set([profile, ...shops.map((shop) => shop.profile ?? profile)]);
  return [...names].map((name) => ({ name, versions: versionsIn(name, { from, to }) }));
}

/** Figures of a range. @throws ProblemError 404 for a floor that is not, 400 for too many buckets and for shifts where there are none. */
export async function readMetrics(parts: MetricsParts, asked: MetricsQuery & { tenant: string; floor: string }): Promise<MetricsAnswer> {
  const { db } = parts;
  const { tenant, from, to, by, bucket } = asked;
  const floor = await requireFloor(db, tenant, asked.floor);
  const floorKey = floorKeyOf(tenant, floor.id);
  const { zone, dayStart, clock, shifts } = floor;
  if (bucket === 'shift' && shifts.length === 0) throw new ProblemError(400, `bucket: floor ${floor.id} has no shifts`);
  const open = await openNow(parts, floor);
  const range = {
    floorKey,
    floorName: floor.name,
    zone,
    dayStart,
    shifts,
    clock,
    fromMs: Date.parse(from),
    toMs: Date.parse(to),
    by,
    open: (span: Range): Measure[] => (open ? openMeasures(open, span) : []),
  };
  // Read first: what is in by then is surely in the rows.
  const through = await readFloorThrough(db, floorKey);
  const rows = await queryMetrics(db, bucket ? { ...range, bucket } : range).catch((error) => {
    throw error instanceof TooManyBuckets ? new ProblemError(400, `bucket: ${error.message}`) : error;
  });
  return { floor: floor.id, from, to, by, asOf: through === null ? null : instantOf(through), profiles: profilesOf(floor, range), rows };
}

type Restated = Awaited<ReturnType<typeof readRestatedSubjects>>;

/** A round that is open since the office hours were others is judged by those, as its end will be. */
async function schedulesOf(db: History, floor: FloorEntry): Promise<OpenNow['scheduleAt']> {
  const settings = await readKeptSettings(db, floor, ['floor']);
  return (at) => rulesOf(settingsAt({ floor, settings }, at).floor).schedule;
}

/**
 * The rounds and states of a floor that have not ended, up to now; without Redis up to the last event that is known. Of what a late event has changed
 * the ledger knows better than the board, which never took it in. Null of a floor of which no board is held.
 */
export async function openNow({ db, hub }: MetricsParts, floor: FloorEntry): Promise<OpenNow | null> {
  const floorKey = floorKeyOf(floor.tenant, floor.id);
  const restated = await readRestatedSubjects(db, floorKey);
  const scheduleAt = await schedulesOf(db, floor);
  const board = hub.boards.get(floorKey);
  if (!board) return null;
  const { view } = board;
  const fresh = await hub.freshAt(hub.partitionOf(floorKey), CATCH_UP_MS).catch(() => view.through);
  const now = board.now(fresh);
  const conversations = [...knownBetter(restated, 'c:', view.conversations)];
  const agents = [...knownBetter(restated, 'a:', view.agents)];
  return { conversations, agents, now, scheduleAt };
}

/** What is live of one kind, but what has been restated as the ledger has it. */
function* knownBetter<T>(restated: Restated, kind: 'c:' | 'a:', live: ReadonlyMap<string, T>): Generator<T, void, void> {
  const known = new Map(
    restated.filter(({ subject }) => subject.startsWith(kind)).map(({ subject, live: text }) => [subject.slice(2), text]),
  );
  for (const [id, item] of live) if (!known.has(id)) yield item;
  for (const text of known.values()) if (text !== null) yield JSON.parse(text) as T;
}
