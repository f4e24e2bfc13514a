import { AlertPage, AlertState } from '@watchfloor/contracts/alert';
import { floorKeyOf } from '@watchfloor/contracts/floor';
import { Snapshot, WindowName } from '@watchfloor/contracts/live';
import type { History } from '@watchfloor/history/connect';
import { readActiveAlerts, readEndedAlerts } from '@watchfloor/redis/alerts';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { ProblemError } from '@watchfloor/runtime/problem';
import { z } from 'zod';
import { principalOf, STAFF } from '../access/guard.ts';
import type { Hub } from '../live/hub.ts';
import { snapshotOf } from '../live/snapshot-of.ts';
import { FloorPath } from './floor-path.ts';
import { requireFloor } from './floors.ts';
import { responses } from './responses.ts';
import type { ZodServer } from './route-types.ts';

/** A reader who has just sent an event waits so long for its facts, and no longer. */
const CATCH_UP_MS = 250;
/** So many ended alerts are looked through for a page. */
const ENDED_AT_MOST = 10_000;

type Parts = { db: History; redis: ScriptedRedis; hub: Hub };

/** What is on a floor now. */
export function liveRoutes(server: ZodServer, { db, redis, hub }: Parts): void {
  server.get(
    '/api/v1/floors/:floor/live',
    {
      schema: {
        operationId: 'readLive',
        tags: ['figures'],
        summary: 'The board of a floor at this instant',
        params: FloorPath,
        querystring: z.object({ window: WindowName.default('5m') }),
        response: responses({ status: 200, body: Snapshot }, 400, 401, 403, 404, 503),
      },
      config: { access: STAFF },
      // Thousands of rows that our own code made: checked by the type, not once more at run time.
      serializerCompiler: () => (data) => JSON.stringify(data),
    },
    async (request) => {
      const { tenant } = principalOf(request);
      const floorKey = floorKeyOf(tenant, request.params.floor);
      const board = hub.boards.get(floorKey);
      if (!board) {
        const floor = await requireFloor(db, tenant, request.params.floor);
        return snapshotOf(await hub.board(floorKey, floor), { window: request.query.window, now: Date.now(), seq: 0 });
      }
      const fresh = await hub.freshAt(hub.partitionOf(floorKey), CATCH_UP_MS).catch(() => {
        throw new ProblemError(503, 'The live data cannot be read now.', { headers: { 'retry-after': '2' } });
      });
      return snapshotOf(board, { window: request.query.window, now: board.now(fresh), seq: 0 });
    },
  );

  server.get(
    '/api/v1/floors/:floor/alerts',
    {
      schema: {
        operationId: 'listAlerts',
        tags: ['alerts'],
        summary: 'Alerts, newest first: those that are not resolved, or (state=resolved) those of the last day',
        params: FloorPath,
        querystring: z.object({
          state: z.union([AlertState, z.literal('active')]).default('active'),
          limit: z.coerce.number().int().min(1).max(500).default(100),
          cursor: z
            .string()
            .regex(/^\d{1,6}$/, 'not a cursor of ours')
            .optional(),
        }),
        response: responses({ status: 200, body: AlertPage }, 400, 401, 403, 404),
      },
      config: { access: STAFF },
    },
    async (request) => {
      const { tenant } = principalOf(request);
      const floor = await requireFloor(db, tenant, request.params.floor);
      const floorKey = floorKeyOf(tenant, floor.id);
      const partition = hub.partitionOf(floorKey);
      const { state, limit, cursor } = request.query;
      const ended = state === 'resolved';
      const entries = ended
        ? await readEndedAlerts(redis, { partition, count: ENDED_AT_MOST })
        : (await readActiveAlerts(redis, partition)).entries;
      const mine = entries
        .filter((entry) => entry.floor === floorKey && (ended || state === 'active' || entry.alert.state === state))
        .map(({ alert }) => alert);
      if (!ended) mine.sort((a, b) => Date.parse(b.firedAt) - Date.parse(a.firedAt));
      const from = Number(cursor ?? 0);
      return { items: mine.slice(from, from + limit), nextCursor: from + limit < mine.length ? String(from + limit) : null };
    },
  );
}
