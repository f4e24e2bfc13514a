import type { Figures } from '@watchfloor/contracts/figures';
import type { MetricsBy } from '@watchfloor/contracts/metrics';
import type { CohortNumbers } from './cohort-numbers.ts';

/** The figures of one subject; `hour` is the start of the hour they are of (epoch ms), null for the whole range. */
export type Row = { by: MetricsBy; key: string; hour: number | null; figures: AllFigures };
export type AllFigures = Figures & CohortNumbers;

export const rowKey = ({ by, key, hour }: Omit<Row, 'figures'>): string => JSON.stringify([by, key, hour]);
