import { CreatedKey, IngestKey, NewKey } from '@watchfloor/contracts/access';
import { instantOf } from '@watchfloor/contracts/instant';
import type { History } from '@watchfloor/history/connect';
import { createIngestKey, listIngestKeys, revokeIngestKey, type StoredIngestKey } from '@watchfloor/history/ingest-keys';
import { grantKey, withdrawKey } from '@watchfloor/redis/ingest-keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { ProblemError } from '@watchfloor/runtime/problem';
import { z } from 'zod';
import { ADMIN, principalOf } from '../access/guard.ts';
import { makeSecret } from '../access/secret.ts';
import { responses } from './responses.ts';
import type { ZodServer } from './route-types.ts';

const shown = ({ id, name, prefix, floors, createdAt }: StoredIngestKey): IngestKey => ({
  id,
  name,
  prefix,
  floors,
  createdAt: instantOf(createdAt),
});

/** Keys with which sources send events. PostgreSQL remembers them, the receiver knows them through Redis. */
export function keyRoutes(server: ZodServer, { db, redis }: { db: History; redis: ScriptedRedis }): void {
  const tags = ['ingest keys'];
  server.post(
    '/api/v1/keys',
    {
      schema: {
        operationId: 'createKey',
        tags,
        summary: 'Make an ingest key; it is shown this once',
        body: NewKey,
        response: responses({ status: 201, body: CreatedKey }, 400, 401, 403),
      },
      config: { access: ADMIN, secret: true },
    },
    async (request, reply) => {
      const { tenant } = principalOf(request);
      const secret = makeSecret('wfk');
      const digest = secret.digest.toString('hex');
      const floors = request.body.floors ?? null;
      const key = await createIngestKey(db, {
        digest,
        prefix: secret.prefix,
        name: request.body.name,
        tenant,
        floors,
        createFloors: false,
        createdAt: Date.now(),
      });
      if (!key) throw new ProblemError(409, 'Try again.');
      await grantKey(redis, digest, { tenant, floors, createFloors: false });
      return reply.code(201).send({ ...shown(key), key: secret.text });
    },
  );
  server.get(
    '/api/v1/keys',
    {
      schema: {
        operationId: 'listKeys',
        tags,
        summary: 'Ingest keys in use',
        response: responses({ status: 200, body: z.object({ items: z.array(IngestKey), nextCursor: z.null() }) }, 401, 403),
      },
      config: { access: ADMIN },
    },
    async (request) => ({ items: (await listIngestKeys(db, principalOf(request).tenant)).map(shown), nextCursor: null }),
  );
  server.delete(
    '/api/v1/keys/:id',
    {
      schema: {
        operationId: 'revokeKey',
        tags,
        summary: 'Revoke an ingest key; it stops working within two seconds',
        params: z.object({ id: z.uuid() }),
        response: responses({ status: 204, body: z.null() }, 400, 401, 403, 404),
      },
      config: { access: ADMIN },
    },
    async (request, reply) => {
      const digest = await revokeIngestKey(db, { id: request.params.id, tenant: principalOf(request).tenant, at: Date.now() });
      if (digest === null) throw new ProblemError(404, 'There is no such key.');
      await withdrawKey(redis, digest);
      return reply.code(204).send(null);
    },
  );
}

/** Tells the receiver of every key that holds; at the start, because Redis may have been set up anew. */
export async function publishKeys(db: History, redis: ScriptedRedis): Promise<void> {
  for (const key of await listIngestKeys(db, null))
    await grantKey(redis, key.digest, { tenant: key.tenant, floors: key.floors, createFloors: key.createFloors });
}
