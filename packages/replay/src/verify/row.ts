import type { Figures } from '@watchfloor/contracts/figures';
import type { MetricsBy } from '@watchfloor/contracts/metrics';

/** The figures of one subject; `hour` is the start of the hour they are of (epoch ms), null for the whole range. */
export type Row = { by: MetricsBy; key: string; hour: number | null; figures: Figures };

export const rowKey = ({ by, key, hour }: Omit<Row, 'figures'>): string => JSON.stringify([by, key, hour]);
