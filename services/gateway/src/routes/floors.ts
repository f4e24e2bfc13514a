import type { FloorConfigured } from '@watchfloor/contracts/event';
import { Floor, FloorChange, type FloorEntry, FloorId, floorKeyOf, NewFloor } from '@watchfloor/contracts/floor';
import type { History } from '@watchfloor/history/connect';
import { findFloor, insertFloor, listFloors, updateFloor } from '@watchfloor/history/floors';
import { putFloor } from '@watchfloor/redis/directory';
import { partitionOf } from '@watchfloor/redis/keys';
import { appendFrame } from '@watchfloor/redis/log';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { ProblemError } from '@watchfloor/runtime/problem';
import { z } from 'zod';
import { ADMIN, principalOf, STAFF } from '../access/guard.ts';
import { changeFloor } from './change-floor.ts';
import { FloorPath } from './floor-path.ts';
import { responses } from './responses.ts';
import type { ZodServer } from './route-types.ts';

const shown = ({ tenant: _, version: __, ...floor }: FloorEntry): Floor => floor;
const Page = z.object({ limit: z.coerce.number().int().min(1).max(200).default(100), cursor: z.string().max(128).optional() });

type Parts = { db: History; redis: ScriptedRedis; partitions: number };

/** Floors: PostgreSQL holds them, the directory in Redis shows them to the receiver, the log carries them to keeper and alerting. */
export function floorRoutes(server: ZodServer, { db, redis, partitions }: Parts): void {
  const tags = ['floors'];

  server.get(
    '/api/v1/floors',
    {
      schema: {
        operationId: 'listFloors',
        tags,
        summary: 'Floors of the tenant',
        querystring: Page,
        response: responses({ status: 200, body: z.object({ items: z.array(Floor), nextCursor: z.string().nullable() }) }, 400, 401, 403),
      },
      config: { access: STAFF },
    },
    async (request) => {
      const page = await listFloors(db, { tenant: principalOf(request).tenant, ...request.query, cursor: request.query.cursor ?? null });
      return { items: page.items.map(shown), nextCursor: page.nextCursor };
    },
  );

  server.post(
    '/api/v1/floors',
    {
      schema: {
        operationId: 'createFloor',
        tags,
        summary: 'Make a floor',
        body: NewFloor,
        response: responses({ status: 201, body: Floor }, 400, 401, 403, 409),
      },
      config: { access: ADMIN },
    },
    async (request, reply) => {
      const { tenant } = principalOf(request);
      const floor: FloorEntry = { ...request.body, name: request.body.name ?? request.body.id, tenant, version: 1 };
      if (!(await insertFloor(db, floor, Date.now()))) throw new ProblemError(409, `There is a floor ${floor.id} already.`);
      await announce({ redis, partitions }, floor);
      return reply.code(201).send(shown(floor));
    },
  );

  server.get(
    '/api/v1/floors/:floor',
    {
      schema: {
        operationId: 'readFloor',
        tags,
        summary: 'One floor',
        params: FloorPath,
        response: responses({ status: 200, body: Floor }, 401, 403, 404),
      },
      config: { access: STAFF },
    },
    async (request) => shown(await requireFloor(db, principalOf(request).tenant, request.params.floor)),
  );

  server.put(
    '/api/v1/floors/:floor',
    {
      schema: {
        operationId: 'changeFloor',
        tags,
        summary: 'Change settings of a floor; what is absent stays',
        params: FloorPath,
        body: FloorChange,
        response: responses({ status: 200, body: Floor }, 400, 401, 403, 404, 409),
      },
      config: { access: ADMIN },
    },
    async (request) => {
      const floor = await requireFloor(db, principalOf(request).tenant, request.params.floor);
      const changed = await updateFloor(db, changeFloor(floor, request.body), Date.now());
      if (!changed) throw new ProblemError(409, 'Somebody else has just changed this floor: read it and try again.');
      await announce({ redis, partitions }, changed);
      return shown(changed);
    },
  );
}

/** The floor of a tenant. @throws ProblemError 404, for one of another tenant too. */
export async function requireFloor(db: History, tenant: string, id: string): Promise<FloorEntry> {
  const floor = FloorId.safeParse(id).success ? await findFloor(db, tenant, id) : null;
  if (!floor) throw new ProblemError(404, `There is no floor ${id}.`);
  return floor;
}

/** Tells everyone of a floor's settings. @throws ProblemError 503 when that cannot be done now; asking again is safe. */
async function announce({ redis, partitions }: Omit<Parts, 'db'>, floor: FloorEntry): Promise<void> {
  const floorKey = floorKeyOf(floor.tenant, floor.id);
  const now = Date.now();
  const event: FloorConfigured = {
    type: 'floor.configured',
    floor: floorKey,
    id: `v${floor.version}`,
    source: '/settings',
    subject: floor.id,
    time: now,
    received: now,
    data: floor,
  };
  try {
    await putFloor(redis, floor);
    await appendFrame(redis, partitionOf(floorKey, partitions), [event]);
  } catch {
    throw new ProblemError(503, 'The setting is stored, but the event log cannot be reached: save it again in a moment.', {
      headers: { 'retry-after': '2' },
    });
  }
}
