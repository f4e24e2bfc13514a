import type { Readable } from 'node:stream';
import type { KeyGrant } from '@watchfloor/contracts/access';
import { FloorId } from '@watchfloor/contracts/floor';
import type { Receipt } from '@watchfloor/contracts/ingest';
import type { Log } from '@watchfloor/runtime/log';
import { answerProblems, ProblemError, problemBody, problemOptions } from '@watchfloor/runtime/problem';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { type Acceptor, Unreadable } from './accept-events.ts';
import type { KnownKeys } from './know-keys.ts';
import { isBinaryMode, readBinaryMode } from './read-binary-mode.ts';
import { isOversized, MAX_BODY, MAX_EVENT, readJsonBody } from './read-body.ts';
import type { readProgress } from './read-progress.ts';
import { acceptLines } from './stream-lines.ts';

declare module 'fastify' {
  interface FastifyRequest {
    grant: KeyGrant | null;
  }
}

type Parts = { acceptor: Acceptor; keys: KnownKeys; progressOf: ReturnType<typeof readProgress>; log: Log };

const ONE = 'application/cloudevents+json';
const MANY = 'application/cloudevents-batch+json';
const LINES = 'application/x-ndjson';
const MEDIA = `${ONE}, ${MANY}, ${LINES}, or application/json with ce- headers (CloudEvents binary mode)`;

const mediaType = (request: FastifyRequest): string => (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
const floorParam = (request: FastifyRequest): string | undefined => {
  const { floor } = request.query as { floor?: string | string[] };
  return Array.isArray(floor) ? floor[0] : floor || undefined;
};

/** The HTTP door for events. */
export function serveHttp({ acceptor, keys, progressOf, log }: Parts): FastifyInstance {
  const server = fastify({
    ...problemOptions,
    logger: false,
    bodyLimit: MAX_BODY,
    forceCloseConnections: 'idle',
    // A request that comes while we stop is served like any other: the log is closed last.
    return503OnClosing: false,
    requestTimeout: 0,
    routerOptions: { ignoreTrailingSlash: true },
  });
  answerProblems(server, log);
  server.removeAllContentTypeParsers();
  for (const type of [ONE, MANY, 'application/json'])
    server.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  server.addContentTypeParser('*', (request, _payload, done) => done(wrongMedia(mediaType(request))));
  server.addContentTypeParser(LINES, { bodyLimit: Number.MAX_SAFE_INTEGER }, (_request, payload, done) => done(null, payload));

  // A connection kept alive would keep the server from closing, for those who were being answered when it began to.
  let closing = false;
  server.addHook('preClose', async () => {
    closing = true;
  });
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) reply.header('connection', 'close');
    done(null, payload);
  });
  server.decorateRequest('grant', null);
  server.addHook('onRequest', async (request) => {
    if (!request.url.startsWith('/v1/')) return;
    request.grant = await keys.grantOf(request.headers.authorization);
    if (request.method === 'POST' && (request.headers['content-encoding'] ?? 'identity') !== 'identity') {
      throw new ProblemError(415, 'Compressed bodies are not taken: send the body as it is.');
    }
  });

  server.post('/v1/events', async (request, reply) => {
    const grant = grantOf(request);
    const floor = floorParam(request);
    if (mediaType(request) === LINES) return answer(reply, await acceptStream(acceptor, { grant, floor, body: request.body as Readable }));
    return answer(reply, await acceptor.accept({ grant, floor, inputs: inputsOf(request) }));
  });

  server.get('/v1/floors/:floor/progress', async (request) => {
    const { floor } = request.params as { floor: string };
    const grant = grantOf(request);
    if (grant.floors !== null && !grant.floors.includes(floor)) throw new ProblemError(403, `This key may not read floor ${floor}.`);
    const progress = FloorId.safeParse(floor).success ? await progressOf(grant.tenant, floor) : null;
    if (!progress) throw new ProblemError(404, `There is no floor ${floor}.`);
    return progress;
  });
  return server;
}

/** Lines as they stream in. An early end leaves the rest of the body to be read past, or the connection would hang for whoever uses it next. */
async function acceptStream(
  acceptor: Acceptor,
  { body, ...request }: { grant: KeyGrant; floor: string | undefined; body: Readable },
): Promise<Receipt> {
  try {
    return await acceptLines(acceptor, { ...request, body: body.iterator({ destroyOnReturn: false }) });
  } finally {
    body.resume();
  }
}

function grantOf(request: FastifyRequest): KeyGrant {
  if (!request.grant) throw new ProblemError(401, 'No ingest key.');
  return request.grant;
}

/** The events of a JSON body; one over its size stands as unreadable in its place. @throws ProblemError 400, 415 */
function inputsOf(request: FastifyRequest): unknown[] {
  const type = mediaType(request);
  const bytes = Buffer.isBuffer(request.body) ? request.body : undefined;
  const oversized = new Unreadable(`larger than ${MAX_EVENT} bytes`);
  if (type === ONE) return bytes && bytes.length > MAX_EVENT ? [oversized] : [readJsonBody(bytes ?? Buffer.alloc(0))];
  if (type === MANY) {
    const body = readJsonBody(bytes ?? Buffer.alloc(0));
    if (!Array.isArray(body)) throw new ProblemError(400, `A body of ${MANY} is an array of events.`);
    return body.map((event) => (isOversized(event, bytes?.length ?? 0) ? oversized : event));
  }
  if (isBinaryMode(request.headers) && (type === 'application/json' || type === '')) {
    if (bytes && bytes.length > MAX_EVENT) return [oversized];
    return [readBinaryMode(request.headers, bytes && bytes.length > 0 ? readJsonBody(bytes) : undefined)];
  }
  throw wrongMedia(type);
}

const wrongMedia = (type: string) => new ProblemError(415, `Media type ${type || '(none)'} is not taken here; send ${MEDIA}.`);

function answer(reply: FastifyReply, receipt: Receipt): FastifyReply {
  const nothing = receipt.rejected.length > 0 && receipt.accepted + receipt.duplicates === 0;
  if (!nothing) return reply.code(202).send(receipt);
  const count = receipt.rejectedTotal ?? receipt.rejected.length;
  const body = problemBody(422, `All ${count} events were rejected; the first: ${receipt.rejected[0]?.detail}`, receipt);
  return reply.code(422).type('application/problem+json').send(body);
}
