import type { AgentRow, Snapshot, SubjectRow, WaitingRow } from '@watchfloor/contracts/live';
import { figuresOf } from '@watchfloor/core/measure/figures-of';
import { emptyTally } from '@watchfloor/core/measure/tally';

const noFigures = {
  open: 0,
  dormant: 0,
  waiting: 0,
  longestWaitMs: null,
  longestWaitSince: null,
  overdue: 0,
  savable: 0,
  queued: 0,
  longestQueueMs: null,
  longestQueueSince: null,
  unhandledTickets: 0,
  oldestTicketMs: null,
  oldestTicketSince: null,
  idleTickets: 0,
  slack: null,
  ...figuresOf(emptyTally(), { exactMax: false }),
};

export const exampleSubject = (id: string, over: Partial<SubjectRow> = {}): SubjectRow => ({ id, name: id, ...noFigures, ...over });

export const exampleAgent = (id: string, over: Partial<AgentRow> = {}): AgentRow => ({
  ...exampleSubject(id),
  teamId: null,
  status: 'online',
  statusSince: '2026-11-11T02:00:00.000Z',
  statusMs: 0,
  capacity: 12,
  active: 0,
  load: 0,
  ...over,
});

export const exampleWaiting = (id: string, over: Partial<WaitingRow> = {}): WaitingRow => ({
  conversationId: id,
  customer: id,
  agentId: null,
  teamId: null,
  channel: null,
  shopId: null,
  topic: null,
  orderValue: null,
  queued: false,
  since: '2026-11-11T02:00:00.000Z',
  waitMs: 0,
  warningMs: 100_000,
  limitMs: 180_000,
  ...over,
});

/** A floor with nobody on it, for tests to fill. */
export const exampleSnapshot = (over: Partial<Snapshot> = {}): Snapshot => ({
  floorId: 'demo',
  window: '5m',
  seq: 1,
  asOf: '2026-11-11T02:00:00.000Z',
  from: '2026-11-11T01:55:00.000Z',
  to: '2026-11-11T02:00:00.000Z',
  floor: {
    ...exampleSubject('demo'),
    zone: 'Asia/Shanghai',
    clock: 'wall',
    limits: { warningMs: 100_000, criticalMs: 180_000 },
    agents: { online: 0, busy: 0, away: 0, suspended: 0, offline: 0 },
    capacity: 0,
    active: 0,
    load: null,
  },
  teams: [],
  agents: [],
  shops: [],
  channels: [],
  waiting: [],
  tickets: [],
  departments: [],
  alerts: [],
  suggestions: [],
  ...over,
});
