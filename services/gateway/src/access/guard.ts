import type { Role } from '@watchfloor/contracts/access';
import type { History } from '@watchfloor/history/connect';
import { ProblemError } from '@watchfloor/runtime/problem';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { authenticate, bearerOf, type Principal, SESSION_COOKIE } from './authenticate.ts';
import { isSameOrigin } from './same-origin.ts';

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null;
  }
  interface FastifyContextConfig {
    /** Who may call this route; a route under /api/v1 without it is closed to all. `public`: no sign-in needed. */
    access?: 'public' | readonly Role[];
  }
}

/** Everyone who looks after a floor. */
export const STAFF = ['admin', 'manager', 'supervisor', 'ops'] as const satisfies Role[];
/** Who may see what was said on a floor, and change what holds there. */
export const MANAGEMENT = ['admin', 'manager'] as const satisfies Role[];
export const ADMIN = ['admin'] as const satisfies Role[];

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Decides in one place who may call what: signed in, in a role the route names, and, with a cookie, from our own pages. */
export function guardRoutes(server: FastifyInstance, db: History): void {
  server.decorateRequest('principal', null);
  server.addHook('onRequest', async (request, reply) => {
    // The route, not the text of the path: that can be written in many ways.
    const path = request.is404 ? request.url : (request.routeOptions.url ?? '');
    if (!path.startsWith('/api/v1/')) return;
    reply.header('cache-control', 'no-store');
    if (request.is404) return;
    const { access } = request.routeOptions.config;
    // A page of another origin must not act with our cookie, nor sign anybody in (CSRF).
    if (!SAFE.has(request.method) && !isSameOrigin(request.headers))
      throw new ProblemError(403, 'Requests from other origins are not taken.');
    if (access === 'public') return;
    const credentials = { cookie: request.cookies[SESSION_COOKIE], bearer: bearerOf(request.headers.authorization) };
    request.principal = await authenticate(db, credentials, Date.now());
    if (!request.principal) throw unauthenticated(credentials.cookie !== undefined || credentials.bearer !== undefined);
    if (!access?.includes(request.principal.role)) throw new ProblemError(403, `A ${request.principal.role} may not do this.`);
  });
}

const unauthenticated = (tried: boolean) =>
  new ProblemError(401, tried ? 'This session or token is not valid (any more): sign in again.' : 'Not signed in.', {
    headers: { 'www-authenticate': 'Bearer realm="watchfloor"' },
  });

/** The one who asks. @throws ProblemError 401 */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw unauthenticated(false);
  return request.principal;
}
