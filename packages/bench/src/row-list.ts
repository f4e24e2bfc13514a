import type { Row } from './row.ts';
import { history } from './rows/history.ts';
import { ingest } from './rows/ingest.ts';
import { memory } from './rows/memory.ts';
import { naive } from './rows/naive.ts';
import { path } from './rows/path.ts';
import { scale } from './rows/scale.ts';
import { windows } from './rows/windows.ts';

/** Every row, in the order in which `npm run bench` runs them, but for those that run only when they are named. */
export const ROWS: readonly Row[] = [ingest, windows, naive, scale, path, history, memory];
