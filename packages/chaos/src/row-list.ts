import type { Row } from './row.ts';
import { disorder } from './rows/disorder.ts';
import { kill } from './rows/kill.ts';
import { maxmemory } from './rows/maxmemory.ts';
import { poison } from './rows/poison.ts';
import { postgresGone } from './rows/postgres-gone.ts';
import { redisGone } from './rows/redis-gone.ts';
import { staleOwner } from './rows/stale-owner.ts';

/** Every row, in the order in which `npm run chaos` runs them. */
export const ROWS: readonly Row[] = [kill, staleOwner, disorder, redisGone, postgresGone, maxmemory, poison];
