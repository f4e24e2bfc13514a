import type { Migration } from 'kysely/migration';
import * as ledger from './migrations/0001-ledger.ts';
import * as access from './migrations/0002-access.ts';
import * as ignored from './migrations/0003-ignored.ts';
import * as archive from './migrations/0004-archive.ts';
import * as settings from './migrations/0005-settings.ts';
import * as facts from './migrations/0006-facts.ts';
import * as restatements from './migrations/0007-restatements.ts';
import * as orders from './migrations/0008-orders.ts';
import * as cohorts from './migrations/0009-cohorts.ts';
import * as statesOnly from './migrations/0010-states-only.ts';

/** Every migration by its name, in order. One that has been released never changes. */
export const migrations: Record<string, Migration> = {
  '0001-ledger': ledger,
  '0002-access': access,
  '0003-ignored': ignored,
  '0004-archive': archive,
  '0005-settings': settings,
  '0006-facts': facts,
  '0007-restatements': restatements,
  '0008-orders': orders,
  '0009-cohorts': cohorts,
  '0010-states-only': statesOnly,
};
