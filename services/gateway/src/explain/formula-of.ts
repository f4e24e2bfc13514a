import { type DefinedMetric, definitionOf } from '@watchfloor/contracts/definitions';
import { type Explanation, UNTOLD_PARTS } from '@watchfloor/contracts/explanation';
import { COUNT_NAMES, type Tally } from '@watchfloor/core/measure/tally';
import { numberAt } from './number-at.ts';

type Shown = NonNullable<Explanation['formula']>;

/** What a rate is made of, with the numbers: from the row that it stands in, or from the counts behind that. */
export function formulaOf({ formula }: DefinedMetric, row: object, tally: Tally | null): Explanation['formula'] {
  if (!formula) return null;
  const part = (metric: string): Shown['over'][number] => {
    const told = numberAt(row, metric);
    const name = definitionOf(metric)?.name ?? wordsOf(metric);
    return { metric, name, value: typeof told === 'number' ? told : told === undefined ? countOf(tally, metric) : null };
  };
  return { over: formula.over.map(part), under: formula.under.map(part), times: formula.times === undefined ? null : part(formula.times) };
}

function wordsOf(metric: string) {
  if (isUntold(metric)) return UNTOLD_PARTS[metric];
  throw new Error(`${metric} has no name`);
}

const isUntold = (metric: string): metric is keyof typeof UNTOLD_PARTS => Object.hasOwn(UNTOLD_PARTS, metric);

function countOf(tally: Tally | null, metric: string): number | null {
  const name = COUNT_NAMES.find((count) => count === metric);
  return tally && name ? (tally.counts.get(name) ?? 0) : null;
}
