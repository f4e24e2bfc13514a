import { createHash } from 'node:crypto';
import type { History } from '@watchfloor/history/connect';
import { beginRequest, endRequest, forgetRequest, type KeyedRequest } from '@watchfloor/history/idempotency-keys';
import { ProblemError } from '@watchfloor/runtime/problem';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** The request under its idempotency key, once it is being done for the first time. */
    keyed: KeyedRequest | null;
  }
  interface FastifyContextConfig {
    /** The answer holds a secret that is shown once: it is not kept, not even for a repeat. */
    secret?: boolean;
  }
}

const WRITES = new Set(['POST', 'PUT', 'DELETE']);
const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * Answers a write that comes again with its `Idempotency-Key` as it was answered the first time, for 24 h, and does nothing. Kept by user, address
 * and key. What ended with 5xx or was never answered may be done again.
 */
export function rememberAnswers(server: FastifyInstance, db: History): void {
  server.decorateRequest('keyed', null);

  server.addHook('preHandler', async (request, reply) => {
    const keyed = keyedRequest(request);
    if (!keyed) return;
    const earlier = await beginRequest(db, keyed, Date.now());
    switch (earlier.outcome) {
      case 'new':
        request.keyed = keyed;
        return;
      case 'another body':
        throw new ProblemError(422, 'Idempotency-Key: it came with another body before.');
      case 'under way':
        throw new ProblemError(409, 'Idempotency-Key: the same request is still under way.', { headers: { 'retry-after': '1' } });
      case 'answered':
        return repeat(request, reply, earlier);
    }
  });

  server.addHook('onSend', async (request, reply, payload) => {
    const { keyed } = request;
    if (!keyed) return payload;
    request.keyed = null;
    const status = reply.statusCode;
    if (status >= 500) await forgetRequest(db, keyed);
    else await endRequest(db, keyed, { status, body: typeof payload === 'string' && !request.routeOptions.config.secret ? payload : null });
    return payload;
  });
}

function keyedRequest(request: FastifyRequest): KeyedRequest | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined || !request.principal || !WRITES.has(request.method)) return null;
  if (typeof key !== 'string' || !KEY.test(key)) throw new ProblemError(400, 'headers.idempotency-key: 1 to 255 visible characters');
  const digest = createHash('sha256')
    .update(JSON.stringify(request.body ?? null))
    .digest();
  return { userId: request.principal.userId, route: `${request.method} ${request.url}`, key, digest };
}

function repeat(request: FastifyRequest, reply: FastifyReply, { status, body }: { status: number; body: string | null }): FastifyReply {
  if (request.routeOptions.config.secret && status < 300)
    throw new ProblemError(409, 'This was done already; its secret was shown then and is not kept.');
  reply.code(status).header('idempotency-replayed', 'true');
  if (body === null) return reply.send();
  return reply.type(status >= 400 ? 'application/problem+json' : 'application/json').send(body);
}
