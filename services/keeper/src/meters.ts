import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What the keeper says of itself. */
export function makeMeters(registry: Registry) {
  const registers = [registry];
  return {
    applied: new Counter({ name: 'watchfloor_keeper_events_applied_total', help: 'Events taken from the log and committed', registers }),
    commit: new Histogram({
      name: 'watchfloor_keeper_commit_seconds',
      help: 'Evolving and committing one batch',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
    lag: new Gauge({ name: 'watchfloor_keeper_lag_seconds', help: 'Age of the last log entry when it was committed', registers }),
    memory: new Gauge({ name: 'watchfloor_keeper_redis_memory_share', help: 'Used part of maxmemory, 0 without a limit', registers }),
    trimmed: new Counter({
      name: 'watchfloor_keeper_trimmed_entries_total',
      help: 'Entries trimmed from log and facts',
      labelNames: ['stream'] as const,
      registers,
    }),
    owned: new Gauge({ name: 'watchfloor_keeper_partitions', help: 'Partitions owned', registers }),
  };
}
export type KeeperMeters = ReturnType<typeof makeMeters>;
