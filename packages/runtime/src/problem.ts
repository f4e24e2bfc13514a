import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyInstance } from 'fastify';

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

/** The one error handler of a server: typed errors as they are, Fastify's own by their status, anything else a plain 500 in the log only. */
export function answerProblems(server: FastifyInstance): void {
  server.setErrorHandler((error: FastifyError | ProblemError, request, reply) => {
    if (error instanceof ProblemError) {
      for (const [name, value] of Object.entries(error.headers)) reply.header(name, value);
      return reply
        .code(error.status)
        .type('application/problem+json')
        .send(problemBody(error.status, error.detail, error.extra));
    }
    if (error.validation) {
      const errors = (error.validation as ValidationIssue[]).map((issue) => ({
        path: `${error.validationContext ?? 'request'}${(issue.instancePath ?? '').replaceAll('/', '.')}`,
        detail: issue.message ?? 'invalid',
      }));
      const detail = errors.map((issue) => `${issue.path}: ${issue.detail}`).join('; ');
      return reply
        .code(400)
        .type('application/problem+json')
        .send(problemBody(400, detail, { errors }));
    }
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ err: error }, 'request failed');
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
