import { CreatedToken, NewToken } from '@watchfloor/contracts/access';
import { Instant, instantOf } from '@watchfloor/contracts/instant';
import { type ApiToken, createApiToken, listApiTokens, revokeApiToken } from '@watchfloor/history/api-tokens';
import type { History } from '@watchfloor/history/connect';
import { ProblemError } from '@watchfloor/runtime/problem';
import { z } from 'zod';
import { principalOf, STAFF } from '../access/guard.ts';
import { makeSecret } from '../access/secret.ts';
import { responses } from './responses.ts';
import type { ZodServer } from './route-types.ts';

const Token = z
  .object({ id: z.string(), name: z.string(), prefix: z.string(), createdAt: Instant, revokedAt: Instant.nullable() })
  .meta({ id: 'Token' });

const shown = ({ createdAt, revokedAt, ...token }: ApiToken) => ({
  ...token,
  createdAt: instantOf(createdAt),
  revokedAt: revokedAt === null ? null : instantOf(revokedAt),
});

/** API tokens: what scripts sign in with. They may do what their owner may. */
export function tokenRoutes(server: ZodServer, { db }: { db: History }): void {
  const tags = ['access'];
  server.post(
    '/api/v1/tokens',
    {
      schema: {
        operationId: 'createToken',
        tags,
        summary: 'Make an API token; it is shown this once',
        body: NewToken,
        response: responses({ status: 201, body: CreatedToken }, 400, 401, 403),
      },
      config: { access: STAFF, secret: true },
    },
    async (request, reply) => {
      const secret = makeSecret('wft');
      const { id, name, prefix } = await createApiToken(db, {
        digest: secret.digest,
        prefix: secret.prefix,
        name: request.body.name,
        userId: principalOf(request).userId,
        createdAt: Date.now(),
      });
      return reply.code(201).send({ id, name, prefix, token: secret.text });
    },
  );
  server.get(
    '/api/v1/tokens',
    {
      schema: {
        operationId: 'listTokens',
        tags,
        summary: 'Own API tokens',
        response: responses({ status: 200, body: z.object({ items: z.array(Token), nextCursor: z.null() }) }, 401, 403),
      },
      config: { access: STAFF },
    },
    async (request) => ({ items: (await listApiTokens(db, principalOf(request).userId)).map(shown), nextCursor: null }),
  );
  server.delete(
    '/api/v1/tokens/:id',
    {
      schema: {
        operationId: 'revokeToken',
        tags,
        summary: 'Revoke a token',
        params: z.object({ id: z.uuid() }),
        response: responses({ status: 204, body: z.null() }, 400, 401, 403, 404),
      },
      config: { access: STAFF },
    },
    async (request, reply) => {
      const revoked = await revokeApiToken(db, { id: request.params.id, userId: principalOf(request).userId, at: Date.now() });
      if (!revoked) throw new ProblemError(404, 'There is no such token.');
      return reply.code(204).send(null);
    },
  );
}
