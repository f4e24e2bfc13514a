import { floorKeyOf } from '@watchfloor/contracts/floor';
import { instantOf } from '@watchfloor/contracts/instant';
import { MetricsAnswer, MetricsQuery } from '@watchfloor/contracts/metrics';
import { TooManyBuckets } from '@watchfloor/history/bucket-starts';
import type { History } from '@watchfloor/history/connect';
import { readFloorThrough } from '@watchfloor/history/floor-through';
import { queryMetrics } from '@watchfloor/history/metrics';
import { ProblemError } from '@watchfloor/runtime/problem';
import { principalOf, STAFF } from '../access/guard.ts';
import { FloorPath } from './floor-path.ts';
import { requireFloor } from './floors.ts';
import { responses } from './responses.ts';
import type { ZodServer } from './route-types.ts';

/** Figures of any past range, from the ledger. */
export function metricsRoutes(server: ZodServer, { db }: { db: History }): void {
  server.get(
    '/api/v1/floors/:floor/metrics',
    {
      schema: {
        operationId: 'readMetrics',
        tags: ['figures'],
        summary: 'Figures of a past range, half-open [from, to)',
        params: FloorPath,
        querystring: MetricsQuery,
        response: responses({ status: 200, body: MetricsAnswer }, 400, 401, 403, 404),
      },
      config: { access: STAFF },
    },
    async (request) => {
      const { tenant } = principalOf(request);
      const floor = await requireFloor(db, tenant, request.params.floor);
      const { from, to, by, bucket } = request.query;
      const floorKey = floorKeyOf(tenant, floor.id);
      const { zone, dayStart } = floor;
      const range = { floorKey, floorName: floor.name, zone, dayStart, fromMs: Date.parse(from), toMs: Date.parse(to), by };
      // Read first: what is in by then is surely in the rows.
      const through = await readFloorThrough(db, floorKey);
      const rows = await queryMetrics(db, bucket ? { ...range, bucket } : range).catch((error) => {
        throw error instanceof TooManyBuckets ? new ProblemError(400, `bucket: ${error.message}`) : error;
      });
      return { floor: floor.id, from, to, by, asOf: through === null ? null : instantOf(through), rows };
    },
  );
}
