import type { Row } from './row.ts';
import { kill } from './rows/kill.ts';

/** Every row, in the order in which `npm run chaos` runs them. */
export const ROWS: readonly Row[] = [kill];
