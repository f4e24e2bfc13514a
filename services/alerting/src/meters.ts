import type { Transition } from '@watchfloor/core/alert/decide';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What alerting says of itself. Base units, as promtool wants them. */
export function makeMeters(registry: Registry) {
  const registers = [registry];
  const lateness = new Histogram({
    name: 'watchfloor_alert_lateness_seconds',
    help: 'From the deadline, or the moment it became knowable, to the firing; floors on the wall clock',
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5, 60],
    registers,
  });
  const transitions = new Counter({
    name: 'watchfloor_alert_transitions_total',
    help: 'Steps in the lives of alerts',
    labelNames: ['type', 'rule', 'severity'],
    registers,
  });
  return {
    refusals: new Counter({
      name: 'watchfloor_alert_refusals_total',
      help: 'Firings put off because a logged event could still change them, by reason',
      labelNames: ['reason'],
      registers,
    }),
    partitions: new Gauge({ name: 'watchfloor_alerting_partitions', help: 'Partitions held', registers }),
    deliveries: new Counter({
      name: 'watchfloor_webhook_attempts_total',
      help: 'Attempts to deliver to webhooks, by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    /** Counts transitions that are written; `onWallClock` tells whether their lateness means anything. */
    tell(written: Transition[], onWallClock: boolean): void {
      for (const { type, alert } of written) {
        transitions.inc({ type, rule: alert.rule, severity: alert.severity });
        if (type === 'resolved' || !onWallClock) continue;
        const due = Math.max(Date.parse(alert.dueAt), Date.parse(alert.knownAt));
        lateness.observe(Math.max(0, Date.parse(alert.firedAt) - due) / 1000);
      }
    },
  };
}
export type AlertingMeters = ReturnType<typeof makeMeters>;
