import { type Definition, type Definitions, type Formula, type MetricUnit, type Words, words } from './definition.ts';
import { businessDefinitions } from './definitions/business.ts';
import { cohortDefinitions } from './definitions/cohort.ts';
import { liveDefinitions } from './definitions/live.ts';
import { platformDefinitions } from './definitions/platform.ts';
import { windowDefinitions } from './definitions/window.ts';

/**
 * Every metric that the API gives, once: what it is called and how it is defined, in the words that people read on the board, in explanations and in
 * docs/metrics.md. Keys are dotted paths, as rules name metrics; fields below them are named by the metric.
 */
export const DEFINITIONS: Definitions = {
  ...liveDefinitions,
  ...windowDefinitions,
  ...businessDefinitions,
  ...cohortDefinitions,
  ...platformDefinitions,
};

/** What a dotted path names: a metric, or one of its fields. */
export type DefinedMetric = { key: string; definition: Definition; name: Words; unit: MetricUnit; formula: Formula | null };

/** The definition of a number that the API gives at a dotted path (`response.p90Ms`, `handled`); null where it gives none. */
export function definitionOf(path: string): DefinedMetric | null {
  const own = Object.hasOwn(DEFINITIONS, path) ? DEFINITIONS[path] : undefined;
  if (own) return own.fields ? null : { key: path, definition: own, name: own.name, unit: own.unit, formula: own.formula ?? null };
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const key = path.slice(0, dot);
    const definition = Object.hasOwn(DEFINITIONS, key) ? DEFINITIONS[key] : undefined;
    if (!definition) continue;
    const rest = path.slice(dot + 1);
    const field = definition.fields && Object.hasOwn(definition.fields, rest) ? definition.fields[rest] : undefined;
    if (!field) return null;
    return { key, definition, name: joined(definition.name, field.name), unit: field.unit, formula: field.formula ?? null };
  }
  return null;
}

/** Every dotted path at which the API gives a number. */
export const definedPaths = (): string[] =>
  Object.entries(DEFINITIONS).flatMap(([key, { fields }]) => (fields ? Object.keys(fields).map((field) => `${key}.${field}`) : [key]));

const joined = (metric: Words, field: Words): Words =>
  words(`${metric['zh-CN']} · ${field['zh-CN']}`, `${metric['zh-TW']} · ${field['zh-TW']}`, `${metric.en} · ${field.en}`);
