import { z } from 'zod';

/** The languages that people read, as the dashboards name them. */
export const LANGUAGES = ['zh-CN', 'zh-TW', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export const Words = z
  .object({ 'zh-CN': z.string(), 'zh-TW': z.string(), en: z.string() })
  .meta({ id: 'Words', description: 'one thing said in three languages' });
export type Words = z.infer<typeof Words>;

export const words = (zhCN: string, zhTW: string, en: string): Words => ({ 'zh-CN': zhCN, 'zh-TW': zhTW, en });

/**
 * `live`: what is now. `window`: of a range that has an end. `cohort`: of customers or orders that are watched for a while. `platform`: by the
 * rules of a platform.
 */
export type MetricKind = 'live' | 'window' | 'cohort' | 'platform';
/** `ratio` may be above 1. `state`: a word, no number. */
export type MetricUnit = 'ms' | 'count' | 'rate' | 'ratio' | 'money' | 'state';

/** How a rate is made of counts, named by their dotted paths: the sum of `over` / the sum of `under`, times what `times` names. */
export type Formula = { over: readonly string[]; under: readonly string[]; times?: string };

/** One metric, as people read of it. Its key is the dotted path at which the API gives it, or begins to. */
export type Definition = {
  /** Grows when the same events give another figure than before. */
  version: number;
  kind: MetricKind;
  unit: MetricUnit;
  name: Words;
  text: Words;
  /** Of a metric with several fields: what each is called beside the metric's own name; absent where the API gives one number. */
  fields?: Readonly<Record<string, Field>>;
  formula?: Formula;
};

/** A field of a metric, by its path below the metric's key; `formula` as of a metric. */
export type Field = { name: Words; unit: MetricUnit; formula?: Formula };

export type Definitions = Readonly<Record<string, Definition>>;

/** The fields of a duration metric (see `Distribution`). */
export const distributionFields: Readonly<Record<string, Field>> = {
  count: { name: words('次数', '次數', 'count'), unit: 'count' },
  avgMs: { name: words('平均', '平均', 'mean'), unit: 'ms' },
  p50Ms: { name: words('P50', 'P50', 'P50'), unit: 'ms' },
  p90Ms: { name: words('P90', 'P90', 'P90'), unit: 'ms' },
  p95Ms: { name: words('P95', 'P95', 'P95'), unit: 'ms' },
  p99Ms: { name: words('P99', 'P99', 'P99'), unit: 'ms' },
  maxMs: { name: words('最长', '最長', 'longest'), unit: 'ms' },
};

/** The fields of a rate with its counts below `key`: `part` / `whole`, both counts of its own. */
export const rateFields = (
  key: string,
  [part, partName]: readonly [string, Words],
  [whole, wholeName]: readonly [string, Words],
): Readonly<Record<string, Field>> => ({
  [part]: { name: partName, unit: 'count' },
  [whole]: { name: wholeName, unit: 'count' },
  rate: { name: words('比率', '比率', 'rate'), unit: 'rate', formula: { over: [`${key}.${part}`], under: [`${key}.${whole}`] } },
});
