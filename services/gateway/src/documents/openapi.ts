import { jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { pruneSchemas } from './prune-schemas.ts';

export const info = {
  title: 'Watchfloor',
  version: '0.1.0',
  description:
    'REST of the gateway, and the door for events (another port). Sign in with `POST /api/v1/session`, or send `Authorization: Bearer <API token>`. Every error is an RFC 9457 problem.',
};

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: unknown, type = 'application/json') => ({ content: { [type]: { schema } } });
const problem = (description: string) => ({ description, ...json(ref('Problem'), 'application/problem+json') });
const floor = {
  name: 'floor',
  in: 'query',
  required: false,
  schema: { type: 'string' },
  description: 'The floor of all events; else their attribute `floor`',
};

/** The receiver listens on a port of its own; its two routes are told here, with the schemas it checks by. */
const ingestPaths = {
  '/v1/events': {
    servers: [{ url: 'http://localhost:4001', description: 'INGEST_PORT' }],
    post: {
      operationId: 'sendEvents',
      tags: ['events in'],
      summary: 'Send CloudEvents; also in binary mode (ce- headers, application/json)',
      security: [{ ingestKey: [] }],
      parameters: [floor],
      requestBody: {
        required: true,
        content: {
          'application/cloudevents+json': { schema: ref('CloudEventInput') },
          'application/cloudevents-batch+json': { schema: { type: 'array', items: ref('CloudEventInput') } },
          'application/x-ndjson': { schema: { type: 'string', description: 'one event a line, streamed, any length' } },
        },
      },
      responses: {
        202: { description: 'Every accepted event is durable', ...json(ref('Receipt')) },
        400: problem('Not JSON'),
        401: problem('No key, or one that is not known'),
        403: problem('The key may not write to this floor'),
        404: problem('There is no such floor'),
        413: problem('Over 1 MiB a JSON body'),
        415: problem('Wrong media type'),
        422: problem('All events were rejected; carries the receipt'),
        429: problem('Too fast; Retry-After'),
        503: problem('The log cannot be reached; Retry-After'),
      },
    },
  },
  '/v1/floors/{floor}/progress': {
    servers: [{ url: 'http://localhost:4001', description: 'INGEST_PORT' }],
    get: {
      operationId: 'readProgress',
      tags: ['events in'],
      summary: 'What has come of the events of a floor',
      security: [{ ingestKey: [] }],
      parameters: [{ ...floor, in: 'path', required: true, description: 'The floor' }],
      responses: {
        200: { description: 'So far', ...json(ref('Progress')) },
        401: problem('No key'),
        403: problem('Not this floor'),
        404: problem('There is no such floor'),
      },
    },
  },
};

export const securitySchemes = {
  session: { type: 'apiKey', in: 'cookie', name: 'watchfloor_session' },
  token: { type: 'http', scheme: 'bearer', description: 'an API token' },
  ingestKey: { type: 'http', scheme: 'bearer', description: 'an ingest key' },
} as const;

type Content = { content?: Record<string, unknown> };

/** Routes declare the schema of a refusal; that it goes out as a problem document is said here, once for all. */
function problemsByName(paths: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(paths, (key, value: unknown) => {
    const json =
      /^[45]\d\d$/.test(key) && typeof value === 'object' && value !== null ? (value as Content).content?.['application/json'] : undefined;
    return json === undefined ? value : { ...(value as Content), content: { 'application/problem+json': json } };
  });
  return JSON.parse(text) as Record<string, unknown>;
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', maxLength: 255 },
  description:
    'A repeat within 24 h is answered as the first time and does nothing more: 409 while that is under way, 422 when its body differs. Never for an answer that shows a secret: 409',
};
const WRITES = new Set(['post', 'put', 'delete']);

/** Every write of somebody who is signed in takes an idempotency key. */
function withIdempotencyKeys(paths: Record<string, unknown>): Record<string, unknown> {
  const completed = Object.entries(paths as Record<string, Record<string, Operation>>).map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(operations).map(([method, operation]) =>
        WRITES.has(method) && operation.operationId !== 'signIn'
          ? [method, { ...operation, parameters: [...(operation.parameters ?? []), idempotencyKey] }]
          : [method, operation],
      ),
    ),
  ]);
  return Object.fromEntries(completed);
}

type Operation = { operationId?: string; parameters?: unknown[] };
type Transform = typeof jsonSchemaTransformObject;
type Document = { paths?: Record<string, unknown>; components?: { schemas?: Record<string, unknown> } };

/** Completes the document that the routes gave: schemas that are used, and the receiver's routes. */
export const completeOpenApi: Transform = (input) => {
  const document = jsonSchemaTransformObject(input) as Document;
  const paths = { ...withIdempotencyKeys(problemsByName(document.paths ?? {})), ...ingestPaths };
  const components = { ...document.components, schemas: pruneSchemas(paths, { ...document.components?.schemas }) };
  return { ...document, paths, components } as ReturnType<Transform>;
};
