import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionError, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from './log.ts';

/** A refusal that the client is told in RFC 9457 form. `detail` is for people and never holds internals. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly detail: string;
  readonly extra: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(status: number, detail: string, more: { headers?: Record<string, string>; extra?: Record<string, unknown> } = {}) {
    super(detail);
    this.status = status;
    this.detail = detail;
    this.extra = more.extra ?? {};
    this.headers = more.headers ?? {};
  }
}

/** The body of a problem. `type` stays about:blank: the status says the kind, the detail says the case. */
export const problemBody = (status: number, detail: string, extra: Record<string, unknown> = {}) => ({
  type: 'about:blank',
  title: STATUS_CODES[status] ?? 'Error',
  status,
  detail,
  ...extra,
});

type ValidationIssue = { instancePath?: string; message?: string };

/** Options of a server whose errors before any route, an address or a head that cannot be read, are problems too. */
export const problemOptions = {
  frameworkErrors: (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => {
    const status = error.statusCode ?? 400;
    return reply.code(status).type('application/problem+json').send(problemBody(status, error.message));
  },
  clientErrorHandler: (error: ConnectionError, socket: Socket) => {
    if (error.code !== 'ECONNRESET' && socket.writable) socket.write(unreadable(error.code));
    socket.destroy(error);
  },
};

/** The whole answer to a request whose head could not be read: there is no reply object yet. */
function unreadable(code: string): string {
  const [status, detail] =
    code === 'HPE_HEADER_OVERFLOW'
      ? [431, 'The head of the request is too large.']
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [408, 'The request took too long to arrive.']
        : [400, 'This is no HTTP request that can be read.'];
  const body = JSON.stringify(problemBody(status, detail));
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, 'content-type: application/problem+json', 'connection: close'];
  return `${[...head, `content-length: ${Buffer.byteLength(body)}`].join('\r\n')}\r\n\r\n${body}`;
}

/** Makes a problem of an error that is no fault of ours, such as a server behind us that is away; null for any other. */
export type Explain = (error: unknown) => ProblemError | null;

/** The one error handler of a server: typed errors as they are, Fastify's own by their status, anything else a plain 500 in the log only. */
export function answerProblems(server: FastifyInstance, log: Pick<Log, 'error'>, explain: Explain = () => null): void {
  server.setErrorHandler((thrown: FastifyError | ProblemError, request, reply) => {
    const error = thrown instanceof ProblemError ? thrown : (explain(thrown) ?? thrown);
    if (error instanceof ProblemError) {
      for (const [name, value] of Object.entries(error.headers)) reply.header(name, value);
      return reply
        .code(error.status)
        .type('application/problem+json')
        .send(problemBody(error.status, error.detail, error.extra));
    }
    if (error.validation) {
      const errors = (error.validation as ValidationIssue[]).map((issue) => ({
        path: `${error.validationContext ?? 'request'}${(issue.instancePath ?? '').replaceAll('/', '.').replace(/\.$/, '')}`,
        detail: issue.message ?? 'invalid',
      }));
      const detail = errors.map((issue) => `${issue.path}: ${issue.detail}`).join('; ');
      return reply
        .code(400)
        .type('application/problem+json')
        .send(problemBody(400, detail, { errors }));
    }
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error, method: request.method, route: request.routeOptions.url }, 'request failed');
    const detail = status >= 500 ? 'Something went wrong on our side; it has been logged.' : error.message;
    return reply.code(status).type('application/problem+json').send(problemBody(status, detail));
  });
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0];
    return reply
      .code(404)
      .type('application/problem+json')
      .send(problemBody(404, `No such resource: ${request.method} ${path}`));
  });
}
