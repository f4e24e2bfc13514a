import type { Figures } from '@watchfloor/contracts/figures';

/** A figure that is not as the oracle has it; null: not computable. `metric` is a dotted path. */
export type Difference = { metric: string; expected: number | null; found: number | null };

const PERCENTILE = /\.p\d+Ms$/;
/** Percentiles come from a sketch: within one per cent, and whole milliseconds. */
const MAY_BE_OFF = 0.01;
const HALF_MS = 0.5;

/** Metric by metric: everything has to be equal, percentiles within one per cent. */
export function differences(expected: Figures, found: Figures): Difference[] {
  const [due, others] = [new Map(leavesOf(expected, '')), new Map(leavesOf(found, ''))];
  return [...new Set([...due.keys(), ...others.keys()])].flatMap((metric) => {
    const [value, other] = [due.get(metric) ?? null, others.get(metric) ?? null];
    return isSame(metric, value, other) ? [] : [{ metric, expected: value, found: other }];
  });
}

function isSame(metric: string, a: number | null, b: number | null): boolean {
  if (a === b) return true;
  return a !== null && b !== null && PERCENTILE.test(metric) && Math.abs(a - b) <= a * MAY_BE_OFF + HALF_MS;
}

function leavesOf(value: object, path: string): [string, number | null][] {
  return Object.entries(value).flatMap(([name, part]): [string, number | null][] => {
    const metric = path === '' ? name : `${path}.${name}`;
    if (part === null || typeof part === 'number') return [[metric, part]];
    return leavesOf(Object(part), metric);
  });
}
