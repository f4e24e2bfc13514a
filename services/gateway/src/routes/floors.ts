import { FloorChange, type FloorEntry, FloorId, NewFloor, ShownFloor } from '@watchfloor/contracts/floor';
import { Instant } from '@watchfloor/contracts/instant';
import type { History } from '@watchfloor/history/connect';
import { findFloor, findFloorAt, insertFloor, listFloors, updateFloor } from '@watchfloor/history/floors';
import { ProblemError } from '@watchfloor/runtime/problem';
import { z } from 'zod';
import { ADMIN, principalOf, STAFF } from '../access/guard.ts';
import type { SettingsRelay } from '../relay-settings.ts';
import { changeFloor } from './change-floor.ts';
import { FloorPath } from './floor-path.ts';
import { responses } from './responses.ts';
import type { ZodServer } from './route-types.ts';

const shown = ({ tenant: _, ...floor }: FloorEntry): ShownFloor => floor;
const Page = z.object({ limit: z.coerce.number().int().min(1).max(200).default(100), cursor: z.string().max(128).optional() });

type Parts = { db: History; relay: SettingsRelay };

/** Floors: PostgreSQL holds them; the relay shows them to the receiver, and the log carries them to keeper and alerting. */
export function floorRoutes(server: ZodServer, { db, relay }: Parts): void {
  const tags = ['floors'];

  server.get(
    '/api/v1/floors',
    {
      schema: {
        operationId: 'listFloors',
        tags,
        summary: 'Floors of the tenant',
        querystring: Page,
        response: responses(
          { status: 200, body: z.object({ items: z.array(ShownFloor), nextCursor: z.string().nullable() }) },
          400,
          401,
          403,
        ),
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
        response: { ...responses({ status: 201, body: ShownFloor }, 400, 401, 403, 409), 202: ShownFloor },
      },
      config: { access: ADMIN },
    },
    async (request, reply) => {
      const { tenant, userId: author } = principalOf(request);
      const floor: FloorEntry = { ...request.body, name: request.body.name ?? request.body.id, tenant, version: 1 };
      const outboxId = await insertFloor(db, floor, { author, now: Date.now(), tell: true });
      if (outboxId === undefined) throw new ProblemError(409, `There is a floor ${floor.id} already.`);
      return reply.code((await relay.deliver(outboxId)) ? 201 : 202).send(shown(floor));
    },
  );

  server.get(
    '/api/v1/floors/:floor',
    {
      schema: {
        operationId: 'readFloor',
        tags,
        summary: 'One floor, as it is set now or was set at an instant',
        params: FloorPath,
        querystring: z.object({ at: Instant.optional().meta({ description: 'as it was set then; absent: now' }) }),
        response: responses({ status: 200, body: ShownFloor }, 400, 401, 403, 404),
      },
      config: { access: STAFF },
    },
    async (request) => {
      const { tenant } = principalOf(request);
      const floor = await requireFloor(db, tenant, request.params.floor);
      const { at } = request.query;
      return shown((at === undefined ? null : await findFloorAt(db, { tenant, id: floor.id, at: Date.parse(at) })) ?? floor);
    },
  );

  server.put(
    '/api/v1/floors/:floor',
    {
      schema: {
        operationId: 'changeFloor',
        tags,
        summary: 'Change settings of a floor; what is absent stays, null gives back the default',
        params: FloorPath,
        body: FloorChange,
        response: { ...responses({ status: 200, body: ShownFloor }, 400, 401, 403, 404, 409), 202: ShownFloor },
      },
      config: { access: ADMIN },
    },
    async (request, reply) => {
      const { tenant, userId: author } = principalOf(request);
      const { id } = await requireFloor(db, tenant, request.params.floor);
      const written = await updateFloor(db, { tenant, id, author, now: Date.now() }, (floor) => changeFloor(floor, request.body));
      if (!written) throw new ProblemError(404, `There is no floor ${id}.`);
      return reply.code((await relay.deliver(written.outboxId)) ? 200 : 202).send(shown(written.floor));
    },
  );
}

/** The floor of a tenant. @throws ProblemError 404, for one of another tenant too. */
export async function requireFloor(db: History, tenant: string, id: string): Promise<FloorEntry> {
  const floor = FloorId.safeParse(id).success ? await findFloor(db, tenant, id) : null;
  if (!floor) throw new ProblemError(404, `There is no floor ${id}.`);
  return floor;
}
