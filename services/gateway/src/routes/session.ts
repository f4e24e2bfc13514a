import { Session, SignIn } from '@watchfloor/contracts/access';
import { instantOf } from '@watchfloor/contracts/instant';
import type { History } from '@watchfloor/history/connect';
import { createSession, deleteSession } from '@watchfloor/history/sessions';
import { findUserByEmail } from '@watchfloor/history/users';
import { ProblemError } from '@watchfloor/runtime/problem';
import { z } from 'zod';
import { SESSION_COOKIE } from '../access/authenticate.ts';
import { verifyPassword } from '../access/ensure-admin.ts';
import { principalOf } from '../access/guard.ts';
import { digestOf, makeSecret } from '../access/secret.ts';
import { responses } from './responses.ts';
import type { ZodServer } from './route-types.ts';

/** A wallboard hangs on a wall for weeks. */
const SESSION_MS = 30 * 24 * 3_600_000;
const ATTEMPTS_A_MINUTE = 20;
/** Verified when there is no such user, so that an answer takes as long as for a wrong password. */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$5E6tfhOvYIIzMkFJtGpvRw$AdGFsxHAeL6lG/icyuSt4W6HCeDPXRddC9PRk+PqnAU';

const EVERYONE = ['admin', 'manager', 'supervisor', 'ops', 'agent', 'client'] as const;

/** Sign-in and sign-out of people. */
export function sessionRoutes(server: ZodServer, { db }: { db: History }): void {
  server.post(
    '/api/v1/session',
    {
      schema: {
        operationId: 'signIn',
        tags: ['access'],
        summary: 'Sign in; sets the session cookie',
        body: SignIn,
        response: responses({ status: 200, body: Session }, 400, 401, 429),
      },
      config: { access: 'public', rateLimit: { max: ATTEMPTS_A_MINUTE, timeWindow: 60_000 } },
    },
    async (request, reply) => {
      const { email, password } = request.body;
      const user = await findUserByEmail(db, email);
      const right = await verifyPassword(user?.passwordHash ?? NOBODY, password);
      if (!user || !right) throw new ProblemError(401, 'E-mail or password is wrong.');
      const now = Date.now();
      const secret = makeSecret('wfs');
      await createSession(db, { digest: secret.digest, userId: user.id, createdAt: now, expiresAt: now + SESSION_MS });
      const secure = request.protocol === 'https';
      reply.setCookie(SESSION_COOKIE, secret.text, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: SESSION_MS / 1000 });
      return { email: user.email, role: user.role, tenant: user.tenant, expiresAt: instantOf(now + SESSION_MS) };
    },
  );

  server.get(
    '/api/v1/session',
    {
      schema: {
        operationId: 'whoAmI',
        tags: ['access'],
        summary: 'Who is signed in',
        response: responses({ status: 200, body: Session.extend({ expiresAt: Session.shape.expiresAt.nullable() }) }, 401),
      },
      config: { access: EVERYONE },
    },
    async (request) => {
      const { email, role, tenant, expiresAt } = principalOf(request);
      return { email, role, tenant, expiresAt: expiresAt === null ? null : instantOf(expiresAt) };
    },
  );

  server.delete(
    '/api/v1/session',
    {
      schema: { operationId: 'signOut', tags: ['access'], summary: 'Sign out', response: responses({ status: 204, body: z.null() }, 401) },
      config: { access: EVERYONE },
    },
    async (request, reply) => {
      const cookie = request.cookies[SESSION_COOKIE];
      if (cookie !== undefined) await deleteSession(db, digestOf(cookie));
      return reply.clearCookie(SESSION_COOKIE, { path: '/' }).code(204).send(null);
    },
  );
}
