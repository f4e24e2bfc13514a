import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { LANGUAGES } from './definition.ts';
import { DEFINITIONS, definedPaths, definitionOf } from './definitions.ts';
import { AgentRow, FloorRow, SubjectRow } from './live.ts';
import { MetricsRow } from './metrics.ts';

/** Fields of rows that name a thing or an instant, or say how a row is to be read: no metrics. */
const NO_METRICS = new Set(['id', 'key', 'name', 'teamId', 'zone', 'clock', 'limits', 'bucket', 'shift', 'restated']);
const isMetric = (field: string): boolean => !NO_METRICS.has(field) && !field.endsWith('Since');

/** The dotted paths of the leaves of a schema. */
function leaves(schema: z.core.$ZodType, path: string): string[] {
  const { def } = schema._zod as { def: { type: string; shape?: Record<string, z.core.$ZodType>; innerType?: z.core.$ZodType } };
  if (def.innerType) return leaves(def.innerType, path);
  if (!def.shape) return [path];
  return Object.entries(def.shape).flatMap(([field, inner]) => leaves(inner, `${path}.${field}`));
}

const given = [SubjectRow, AgentRow, FloorRow, MetricsRow].flatMap(({ shape }) =>
  Object.entries(shape)
    .filter(([field]) => isMetric(field))
    .flatMap(([field, schema]) => leaves(schema, field)),
);
const paths = [...new Set(given)].sort();

describe('the definitions of metrics', () => {
  test('name every number that the API gives, and none that it does not', () => {
    expect(definedPaths().sort()).toEqual(paths);
  });

  test.each(paths)('%s has a name and a text in every language, and a rate says what it is made of', (path) => {
    const metric = definitionOf(path);
    expect(metric).not.toBeNull();
    for (const language of LANGUAGES) {
      expect(metric?.name[language]).toMatch(/\S/);
      expect(metric?.definition.text[language]).toMatch(/\S.*[.。]$/);
    }
    if (metric?.unit === 'rate' || metric?.unit === 'ratio') expect(metric.formula).not.toBeNull();
  });

  test.each(paths)('%s is made of counts that are given, too', (path) => {
    const { over = [], under = [], times } = definitionOf(path)?.formula ?? {};
    // How many episodes were closed after a reply is given nowhere but in explanations.
    for (const part of [...over, ...under, ...(times ? [times] : [])]) expect([...paths, 'answeredCloses']).toContain(part);
  });

  test.each([
    '',
    'nonsense',
    'response',
    'response.',
    'response.p90',
    'within.181.rate',
    'constructor',
    'csat.constructor',
    '.',
    'a.b.c.d',
  ])('finds none for %j', (path) => expect(definitionOf(path)).toBeNull());

  test('has a key of its own for every metric: none lies below another', () => {
    const keys = Object.keys(DEFINITIONS);
    for (const key of keys) expect(keys.filter((other) => other.startsWith(`${key}.`))).toEqual([]);
  });
});
