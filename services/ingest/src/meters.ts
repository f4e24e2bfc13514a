import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { FrameGatherer } from './gather-frames.ts';

/** What the receiver says of itself. */
export function makeMeters(registry: Registry) {
  const registers = [registry];
  new Gauge({ name: 'watchfloor_ingest_processes', help: 'Processes that take events', registers }).set(1);
  return {
    events: new Counter({
      name: 'watchfloor_ingest_events_total',
      help: 'Events by what became of them at the door',
      labelNames: ['outcome'] as const,
      registers,
    }),
    pressure: new Gauge({
      name: 'watchfloor_ingest_pressure',
      help: '1 while events are refused for this reason',
      labelNames: ['reason'] as const,
      // Each process looks by itself, at the same Redis.
      aggregator: 'max',
      registers,
    }),
    lag: new Gauge({
      name: 'watchfloor_ingest_keeper_lag_seconds',
      help: 'How far the keeper is behind in a partition whose floors are therefore refused',
      labelNames: ['partition'] as const,
      aggregator: 'max',
      registers,
    }),
    append: new Histogram({
      name: 'watchfloor_ingest_append_seconds',
      help: 'Writing one frame until it is durable',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
  };
}
export type IngestMeters = ReturnType<typeof makeMeters>;

export function meterPending(registry: Registry, frames: FrameGatherer): void {
  new Gauge({
    name: 'watchfloor_ingest_pending_events',
    help: 'Events taken and not yet durable',
    registers: [registry],
    collect() {
      this.set(frames.pending);
    },
  });
}
