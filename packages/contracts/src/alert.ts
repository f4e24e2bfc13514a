import { z } from 'zod';
import { Instant } from './instant.ts';

export const Severity = z.enum(['warning', 'critical']);
export type Severity = z.infer<typeof Severity>;

export const AlertState = z.enum(['pending', 'firing', 'acknowledged', 'snoozed', 'resolved']);
export type AlertState = z.infer<typeof AlertState>;

export const SubjectKind = z.enum(['conversation', 'ticket', 'agent', 'team', 'channel', 'shop', 'floor', 'pipeline']);

export const Alert = z
  .object({
    id: z.string(),
    floor: z.string(),
    rule: z.string().meta({ description: 'the rule by name, e.g. late reply' }),
    severity: Severity,
    state: AlertState,
    subject: z.object({ kind: SubjectKind, id: z.string(), name: z.string() }),
    agentId: z.string().nullable(),
    teamId: z.string().nullable(),
    metric: z.enum(['wait', 'untouched']),
    value: z.number().meta({ description: 'milliseconds when it fired or was last changed' }),
    limit: z.number().meta({ description: 'milliseconds' }),
    since: Instant.meta({ description: 'when the wait began' }),
    dueAt: Instant.meta({ description: 'the instant the limit was passed' }),
    knownAt: Instant.meta({ description: 'when it became knowable' }),
    firedAt: Instant,
    resolvedAt: Instant.nullable(),
    reason: z.string().nullable().meta({ description: 'why it resolved: replied, unanswered, withdrawn, touched, …' }),
  })
  .meta({ id: 'Alert' });
export type Alert = z.infer<typeof Alert>;

export const AlertTransition = z.enum(['fired', 'changed', 'resolved']);
/** What goes over sockets and webhooks the moment it happens. */
export const AlertNews = z.object({ type: AlertTransition, alert: Alert }).meta({ id: 'AlertNews' });
export type AlertNews = z.infer<typeof AlertNews>;

export const AlertPage = z.object({ items: z.array(Alert), nextCursor: z.string().nullable() }).meta({ id: 'AlertPage' });
