import { Counter, Gauge, type Registry } from 'prom-client';

/** What the ledger says of cohort figures. */
export function makeCohortMeters(registry: Registry) {
  const registers = [registry];
  let complete = Date.now();
  new Gauge({
    name: 'watchfloor_ledger_cohorts_age_seconds',
    help: 'Since when everything that was in then is counted in the cohort figures; about 60 at most while all is well',
    registers,
    collect() {
      this.set((Date.now() - complete) / 1000);
    },
  });
  return {
    customers: new Counter({
      name: 'watchfloor_ledger_cohort_customers_total',
      help: 'Customers whose cohort figures were counted anew because something of them had changed',
      registers,
    }),
    /** Everything that was in at that instant, epoch ms, is counted. */
    completeAt(at: number): void {
      complete = at;
    },
  };
}
export type CohortMeters = ReturnType<typeof makeCohortMeters>;
