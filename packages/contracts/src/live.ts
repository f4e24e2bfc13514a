import { z } from 'zod';
import { Alert } from './alert.ts';
import { figureFields } from './figures.ts';
import { Instant } from './instant.ts';

export const WindowName = z
  .enum(['1m', '5m', '15m', '1h', 'today'])
  .meta({ id: 'WindowName', description: 'today: since the day began in the zone of the floor' });
export type WindowName = z.infer<typeof WindowName>;
export type RollingWindow = Exclude<WindowName, 'today'>;
export const windowMs: Record<RollingWindow, number> = { '1m': 60_000, '5m': 300_000, '15m': 900_000, '1h': 3_600_000 };

const age = z.number().nullable().meta({ description: 'milliseconds at asOf; null when there is none' });
const since = Instant.nullable();

/** Live and window metrics every subject has; names of metrics.md. `…Since` lets a client tick without asking again. */
const figures = {
  open: z.int(),
  dormant: z.int(),
  waiting: z.int(),
  longestWaitMs: age,
  longestWaitSince: since,
  overdue: z.int(),
  savable: z.int(),
  queued: z.int(),
  longestQueueMs: age,
  longestQueueSince: since,
  unhandledTickets: z.int(),
  oldestTicketMs: age,
  oldestTicketSince: since,
  idleTickets: z.int(),
  slack: z.int().nullable().meta({ description: 'how many more may be late today; below zero: the rate is below its target' }),
  ...figureFields,
};

export const SubjectRow = z.object({ id: z.string(), name: z.string(), ...figures }).meta({ id: 'SubjectRow' });
export type SubjectRow = z.infer<typeof SubjectRow>;

export const AgentRow = z
  .object({
    id: z.string(),
    name: z.string(),
    teamId: z.string().nullable(),
    status: z.enum(['online', 'busy', 'away', 'suspended', 'offline']).nullable().meta({ description: 'null: no agent.status seen yet' }),
    statusSince: since,
    statusMs: age,
    capacity: z.int().nullable(),
    active: z.int().meta({ description: 'conversations active in the last 5 minutes' }),
    load: z.number().nullable().meta({ description: 'active / capacity' }),
    ...figures,
  })
  .meta({ id: 'AgentRow' });
export type AgentRow = z.infer<typeof AgentRow>;

export const FloorRow = z
  .object({
    id: z.string(),
    name: z.string(),
    zone: z.string(),
    clock: z.enum(['wall', 'event']),
    limits: z.object({ warningMs: z.int(), criticalMs: z.int() }).meta({ description: 'limits of an open round' }),
    agents: z.object({ online: z.int(), busy: z.int(), away: z.int(), suspended: z.int(), offline: z.int() }),
    capacity: z.int().meta({ description: 'seats of those online or busy' }),
    active: z.int(),
    load: z.number().nullable(),
    ...figures,
  })
  .meta({ id: 'FloorRow' });
export type FloorRow = z.infer<typeof FloorRow>;

/** One open round: somebody is waiting for a human. */
export const WaitingRow = z
  .object({
    conversationId: z.string(),
    customer: z.string(),
    agentId: z.string().nullable(),
    teamId: z.string().nullable(),
    channel: z.string().nullable(),
    shopId: z.string().nullable(),
    topic: z.string().nullable(),
    orderValue: z.string().nullable(),
    queued: z.boolean(),
    since: Instant,
    waitMs: z.number(),
    warningMs: z.number(),
    limitMs: z.number(),
  })
  .meta({ id: 'WaitingRow' });
export type WaitingRow = z.infer<typeof WaitingRow>;

/** One open ticket that no agent has touched. */
export const TicketRow = z
  .object({
    ticketId: z.string(),
    agentId: z.string().nullable(),
    teamId: z.string().nullable(),
    conversationId: z.string().nullable(),
    kind: z.string().nullable(),
    priority: z.string().nullable(),
    since: Instant,
    untouchedMs: z.number(),
    warningMs: z.number(),
    limitMs: z.number(),
  })
  .meta({ id: 'TicketRow' });
export type TicketRow = z.infer<typeof TicketRow>;

/** A department that tickets wait on: the agents' clocks stand still meanwhile, its own runs. */
export const DepartmentRow = z
  .object({
    id: z.string(),
    waiting: z.int().meta({ description: 'tickets that wait on it' }),
    oldestMs: age,
    oldestSince: since,
  })
  .meta({ id: 'DepartmentRow' });
export type DepartmentRow = z.infer<typeof DepartmentRow>;

/** The whole board at one instant. `asOf` is how fresh the data are: everything logged before it is in. */
export const Snapshot = z
  .object({
    floorId: z.string(),
    window: WindowName,
    seq: z.int(),
    asOf: Instant,
    from: Instant,
    to: Instant,
    floor: FloorRow,
    teams: z.array(SubjectRow),
    agents: z.array(AgentRow),
    shops: z.array(SubjectRow),
    channels: z.array(SubjectRow),
    waiting: z.array(WaitingRow),
    tickets: z.array(TicketRow),
    departments: z.array(DepartmentRow),
    alerts: z.array(Alert),
    suggestions: z.array(z.never()),
  })
  .meta({ id: 'Snapshot' });
export type Snapshot = z.infer<typeof Snapshot>;

const change = <T extends z.ZodType>(row: T) => z.object({ set: z.array(row), gone: z.array(z.string()) }).optional();
const CHANGED = 'only the fields that changed, beside the id; whole when it is new';

export const ChangedSubject = SubjectRow.partial().required({ id: true }).meta({ id: 'ChangedSubject', description: CHANGED });
export type ChangedSubject = z.infer<typeof ChangedSubject>;
export const ChangedAgent = AgentRow.partial().required({ id: true }).meta({ id: 'ChangedAgent', description: CHANGED });
export type ChangedAgent = z.infer<typeof ChangedAgent>;
export const ChangedFloor = FloorRow.partial().required({ id: true }).meta({ id: 'ChangedFloor', description: CHANGED });
export type ChangedFloor = z.infer<typeof ChangedFloor>;

/**
 * What changed since `seq - 1`; an absent part did not change. Rows of the floor and of its subjects hold only the fields that changed, beside their id,
 * unless they are new: then they are whole. All other rows always are. Keys: id; conversationId for waiting, ticketId for tickets.
 * Sent four times a second, also when nothing but `asOf` did: the age of the data is news too.
 */
export const Delta = z
  .object({
    floorId: z.string(),
    window: WindowName,
    seq: z.int(),
    asOf: Instant,
    from: Instant,
    to: Instant,
    floor: ChangedFloor.optional(),
    teams: change(ChangedSubject),
    agents: change(ChangedAgent),
    shops: change(ChangedSubject),
    channels: change(ChangedSubject),
    waiting: change(WaitingRow),
    tickets: change(TicketRow),
    departments: change(DepartmentRow),
    alerts: change(Alert),
  })
  .meta({ id: 'Delta' });
export type Delta = z.infer<typeof Delta>;
