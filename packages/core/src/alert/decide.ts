import type { Alert, AlertNews, Severity } from '@watchfloor/contracts/alert';
import { epochMs, instantOf } from '@watchfloor/contracts/instant';
import type { Level } from '../rule/levels.ts';
import type { Stretch } from './stretch.ts';

/** One step in the life of an alert; `floor` is the floor key `tenant/floor`. */
export type Transition = { floor: string; type: AlertNews['type']; alert: Alert };

/** Why an alert ended. `withdrawn`: a later event showed that the limit had not been passed, or a bot took over. `closed`: nobody saw how. */
export type Resolution = 'replied' | 'unanswered' | 'withdrawn' | 'touched' | 'resolved' | 'waiting' | 'closed';

/**
 * Up to where a stretch is judged, and by which clock. `now` is the wall clock (epoch ms); null on an event-time floor, where a deadline fires at
 * its own instant, so that no batching of facts shows in the alert.
 */
export type Moment = { until: number; now: number | null };

const rank: Record<Severity, number> = { warning: 1, critical: 2 };
const rankOf = (alert: Alert | null): number => (alert ? rank[alert.severity] : 0);

/** The next level that a stretch has not reached yet, or null. */
export const nextLevel = (stretch: Stretch, levels: Level[]): Level | null =>
  levels.find((level) => rank[level.severity] > rankOf(stretch.alert)) ?? null;

/** Levels passed up to `moment.until` and not yet told: `fired`, then `changed`. A wait equal to the limit has passed it. */
export function decide(stretch: Stretch, at: { floor: string; floorId: string; levels: Level[]; moment: Moment }): Transition[] {
  const { now, until } = at.moment;
  const passed = at.levels.filter((level) => rank[level.severity] > rankOf(stretch.alert) && stretch.since + level.limit <= until);
  return passed.map(({ severity, limit }, index) => {
    const dueAt = stretch.since + limit;
    const knownAt = Math.max(dueAt, stretch.knownAt);
    const firedAt = Math.max(now ?? knownAt, dueAt);
    const alert: Alert = {
      id: stretch.alertId,
      floor: at.floorId,
      rule: stretch.rule.name,
      severity,
      state: 'firing',
      subject: { kind: stretch.rule.subject, id: stretch.subjectId, name: stretch.name },
      agentId: stretch.agentId,
      teamId: stretch.teamId,
      metric: stretch.rule.metric,
      value: Math.max(limit, Math.min(firedAt, until) - stretch.since),
      limit,
      since: instantOf(stretch.since),
      dueAt: instantOf(dueAt),
      knownAt: instantOf(knownAt),
      firedAt: instantOf(firedAt),
      resolvedAt: null,
      reason: null,
    };
    return { floor: at.floor, type: stretch.alert === null && index === 0 ? 'fired' : 'changed', alert };
  });
}

/** Ends an alert; never before it fired, whatever the clock of the event that ends it. */
export function resolve(floor: string, alert: Alert, { reason, at }: { reason: Resolution; at: number }): Transition {
  const resolvedAt = instantOf(Math.max(at, epochMs(alert.firedAt)));
  return { floor, type: 'resolved', alert: { ...alert, state: 'resolved', resolvedAt, reason } };
}
