import type { KeyGrant } from '@watchfloor/contracts/access';
import type { IngestFromClient } from '@watchfloor/contracts/sockets';
import { ProblemError } from '@watchfloor/runtime/problem';
import type { FastifyInstance } from 'fastify';
import { Server } from 'socket.io';
import { type Acceptor, Unreadable } from './accept-events.ts';
import type { KnownKeys } from './know-keys.ts';
import { isOversized, MAX_BODY, MAX_EVENT } from './read-body.ts';

type Data = { grant: KeyGrant };
const oversized = new Unreadable(`larger than ${MAX_EVENT} bytes`);
type Answer = Parameters<IngestFromClient['events']>[1];

/** The Socket.IO door for events: namespace `/ingest`, `auth: {token: <ingest key>}`, event `events` with an acknowledgement. */
export function serveSocket(http: FastifyInstance, parts: { acceptor: Acceptor; keys: KnownKeys }): Server {
  // A browser page has no business here: no Origin is let in.
  const io = new Server(http.server, {
    path: '/socket.io',
    serveClient: false,
    maxHttpBufferSize: MAX_BODY,
    perMessageDeflate: false,
    allowRequest: (request, decide) => decide(null, request.headers.origin === undefined),
  });
  const namespace = io.of('/ingest');
  namespace.use(async (socket, next) => {
    const { token } = socket.handshake.auth as { token?: unknown };
    try {
      const grant = typeof token === 'string' ? await parts.keys.grantOfKey(token) : null;
      if (!grant) return next(new Error('unauthorised: auth.token must be an ingest key'));
      (socket.data as Data).grant = grant;
      next();
    } catch {
      next(new Error('unavailable: the key cannot be checked now'));
    }
  });
  namespace.on('connection', (socket) => {
    const { floor } = socket.handshake.query;
    socket.on('events', async (body: unknown, ack: unknown) => {
      const reply: Answer = typeof ack === 'function' ? (ack as Answer) : () => {};
      const inputs = (Array.isArray(body) ? body : [body]).map((event: unknown) => (isOversized(event, MAX_BODY) ? oversized : event));
      try {
        reply(
          await parts.acceptor.accept({ grant: (socket.data as Data).grant, floor: typeof floor === 'string' ? floor : undefined, inputs }),
        );
      } catch (error) {
        const problem = error instanceof ProblemError ? error : new ProblemError(500, 'Something went wrong on our side.');
        const seconds = Number(problem.headers['retry-after']);
        reply({ error: problem.detail, ...(seconds ? { retryAfterMs: seconds * 1000 } : {}) });
      }
    });
  });
  return io;
}
