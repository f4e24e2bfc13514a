import { Counter, type Registry } from 'prom-client';

/** What has come of late events. */
export type RestateMeters = { restatements: Counter<'outcome'> };

export const makeRestateMeters = (registry: Registry): RestateMeters => ({
  restatements: new Counter({
    name: 'watchfloor_ledger_restatements_total',
    help: 'Conversations and agents told anew for late events, by what came of it: restated, unchanged, sealed',
    labelNames: ['outcome'],
    registers: [registry],
  }),
});
