import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Progress } from './progress.ts';

/** What the ledger says of itself: `facts` and `archive` are how far each of its two readers is. */
export function makeMeters(registry: Registry, { facts, archive }: { facts: Progress; archive: Progress }) {
  const registers = [registry];
  new Gauge({
    name: 'watchfloor_ledger_lag_seconds',
    help: 'Age of the oldest facts that are known of and not written, or of the last ones when they were written; 0 when all is in',
    registers,
    collect() {
      this.set(facts.lagMs(Date.now()) / 1000);
    },
  });
  new Gauge({
    name: 'watchfloor_ledger_archive_lag_seconds',
    help: 'Age of the oldest events that are known of and not archived, or of the last ones when they were; 0 when all are',
    registers,
    collect() {
      this.set(archive.lagMs(Date.now()) / 1000);
    },
  });
  return {
    facts: new Counter({
      name: 'watchfloor_ledger_facts_total',
      help: 'Facts taken in, those that make no row and those taken back too',
      registers,
    }),
    rows: new Counter({ name: 'watchfloor_ledger_rows_total', help: 'Rows inserted or changed', labelNames: ['table'], registers }),
    deleted: new Counter({
      name: 'watchfloor_ledger_rows_deleted_total',
      help: 'Rows of facts that were taken back',
      labelNames: ['table'],
      registers,
    }),
    archived: new Counter({ name: 'watchfloor_ledger_archived_events_total', help: 'Events archived', registers }),
    archiveRepeats: new Counter({
      name: 'watchfloor_ledger_archive_repeats_total',
      help: 'Events of the log that were in the archive already',
      registers,
    }),
    transaction: new Histogram({
      name: 'watchfloor_ledger_transaction_seconds',
      help: 'Writing what one read gave, commit included',
      buckets: [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    restarts: new Counter({ name: 'watchfloor_ledger_restarts_total', help: 'Times it began again from the stored positions', registers }),
  };
}
export type LedgerMeters = ReturnType<typeof makeMeters>;
