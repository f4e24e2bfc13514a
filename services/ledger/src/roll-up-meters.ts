import { Counter, Gauge, type Registry } from 'prom-client';

/** What the ledger says of the figures that it puts together from facts. */
export function makeRollUpMeters(registry: Registry) {
  const registers = [registry];
  return {
    hoursToRollUp: new Gauge({
      name: 'watchfloor_ledger_hours_to_roll_up',
      help: 'Hours of floors that are over and whose facts are not rolled up yet; figures of them are right, but slower to ask for',
      registers,
    }),
    rollups: new Counter({
      name: 'watchfloor_ledger_rollups_total',
      help: 'Hours, days and months of floors that were rolled up',
      labelNames: ['tier'],
      registers,
    }),
  };
}
export type RollUpMeters = ReturnType<typeof makeRollUpMeters>;
