import type { Row } from './row.ts';
import { ingest } from './rows/ingest.ts';
import { path } from './rows/path.ts';

/** Every row, in the order in which `npm run bench` runs them. */
export const ROWS: readonly Row[] = [ingest, path];
