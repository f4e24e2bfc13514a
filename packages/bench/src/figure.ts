import type { Figure } from './row.ts';
import { median } from './statistics.ts';

/** What was measured several times, without a goal. */
export const figureOf = (label: string, unit: string, values: number[]): Figure => ({
  label,
  unit,
  min: Math.min(...values),
  median: median(values),
  max: Math.max(...values),
  goal: null,
  met: null,
});

/** A rate as people read it. */
export const round = (rate: number): string => Math.round(rate).toLocaleString('en-US');
