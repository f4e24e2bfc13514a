import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const Json = z.record(z.string(), z.unknown());
const read = (name: string) => Json.parse(JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../../docs', name), 'utf8')));
const openapi = read('openapi.json');
const asyncapi = read('asyncapi.json');

const Operation = z.object({
  operationId: z.string().min(1),
  summary: z.string().min(1),
  tags: z.array(z.string()).min(1),
  parameters: z.array(z.object({ name: z.string(), in: z.enum(['path', 'query', 'header', 'cookie']) })).optional(),
  responses: z.record(z.string().regex(/^[1-5]\d\d$/), z.object({ description: z.string(), content: Json.optional() })),
});
const METHODS = ['get', 'put', 'post', 'delete', 'patch'];
const operations = Object.entries(z.record(z.string(), Json).parse(openapi.paths)).flatMap(([way, item]) =>
  Object.entries(item)
    .filter(([method]) => METHODS.includes(method))
    .map(([method, operation]) => ({ name: `${method} ${way}`, way, operation: Operation.parse(operation) })),
);

/** Every `$ref` in a document, and whether it leads somewhere. */
function danglingRefs(document: unknown): string[] {
  const dangling: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, item] of Object.entries(value)) {
      if (key === '$ref' && typeof item === 'string') {
        const steps = item.replace(/^#\//, '').split('/');
        const found = steps.reduce<unknown>(
          (at, step) =>
            typeof at === 'object' && at !== null ? Json.parse(at)[step.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined,
          document,
        );
        if (!item.startsWith('#/') || found === undefined) dangling.push(item);
      } else visit(item);
    }
  };
  visit(document);
  return dangling;
}

describe('docs/openapi.json', () => {
  test('is OpenAPI 3.1 and leads nowhere that is not there', () => {
    expect(openapi.openapi).toMatch(/^3\.1\./);
    expect(danglingRefs(openapi)).toEqual([]);
  });

  test('names each operation once, and every parameter of its path', () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(names).toEqual([...new Set(names)]);
    for (const { name, way, operation } of operations) {
      const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name);
      expect([name, inPath.sort()]).toEqual([name, [...way.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter ?? '').sort()]);
    }
  });

  test('promises a problem document for every refusal', () => {
    for (const { name, operation } of operations) {
      const refusals = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
      expect([name, refusals.length > 0]).toEqual([name, true]);
      for (const [status, { content }] of refusals)
        expect([name, status, Object.keys(content ?? {})]).toEqual([name, status, ['application/problem+json']]);
    }
  });

  test('knows the routes that the contract names', () => {
    const ways = operations.map(({ name }) => name);
    expect(ways).toEqual(
      expect.arrayContaining([
        'post /api/v1/session',
        'post /api/v1/tokens',
        'get /api/v1/floors',
        'post /api/v1/floors',
        'put /api/v1/floors/{floor}',
        'get /api/v1/floors/{floor}/live',
        'get /api/v1/floors/{floor}/metrics',
        'get /api/v1/floors/{floor}/alerts',
        'get /api/v1/floors/{floor}/ignored',
        'post /v1/events',
        'get /v1/floors/{floor}/progress',
      ]),
    );
  });
});

describe('docs/asyncapi.json', () => {
  test('is AsyncAPI 3.0, leads nowhere that is not there, and tells of both namespaces', () => {
    expect(asyncapi.asyncapi).toMatch(/^3\.0\./);
    expect(danglingRefs(asyncapi)).toEqual([]);
    const channels = z.record(z.string(), z.object({ address: z.string(), messages: Json })).parse(asyncapi.channels);
    expect(Object.values(channels).map(({ address }) => address)).toEqual(expect.arrayContaining(['/wallboard', '/ingest']));
    expect(Object.keys(channels.wallboard?.messages ?? {})).toEqual(
      expect.arrayContaining(['Subscribe', 'Snapshot', 'Delta', 'AlertNews']),
    );
    const operationsOf = z.record(z.string(), z.object({ action: z.enum(['send', 'receive']) })).parse(asyncapi.operations);
    expect(Object.keys(operationsOf)).toEqual(expect.arrayContaining(['subscribe', 'snapshot', 'delta', 'alert', 'events']));
  });
});
