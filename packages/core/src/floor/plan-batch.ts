import type { LoggedEvent } from '@watchfloor/contracts/event';
import { isSetting, type SettingEvent } from '@watchfloor/contracts/setting';
import { knowledgeChanges } from '../agent/agent-state.ts';
import { isOfConversation } from '../conversation/conversation-event.ts';
import { valueFor } from '../conversation/per-agent.ts';
import { isInOrder, minuteOf, type OrderKey } from '../order/order-key.ts';
import { compareTrueOrder } from '../order/true-order.ts';
import { holdersOf } from './account-map.ts';
import type { FloorState } from './floor-state.ts';
import { isLate } from './lateness.ts';

export type StatusEvent = Extract<LoggedEvent, { type: 'agent.status' }>;
/** `c:` a conversation, `t:` a ticket, with its id. */
export type SubjectName = `${'c' | 't'}:${string}`;

/** Events of one floor, parted by subject, each subject's in true order. */
export type BatchPlan = {
  settings: SettingEvent[];
  late: LoggedEvent[];
  statuses: StatusEvent[];
  subjects: Map<SubjectName, LoggedEvent[]>;
  /** Events without a live effect. */
  others: number;
  through: number;
  /** Subjects that are overtaken: their past is needed from this minute on. */
  wanted: Map<SubjectName, number>;
  /** Conversations that the floor does not hold: they may be known from long ago. */
  unknown: string[];
};

/** Sorts out what a batch of a floor means, before anything is changed: what is late, and whose past must be fetched for it. */
export function planBatch(floor: FloorState, events: (LoggedEvent | SettingEvent)[]): BatchPlan {
  const plan: BatchPlan = {
    settings: [],
    late: [],
    statuses: [],
    subjects: new Map(),
    others: 0,
    through: floor.through,
    wanted: new Map(),
    unknown: [],
  };
  for (const event of events) {
    if (isSetting(event)) plan.settings.push(event);
    else if (isLate(floor.floor.clock, plan.through, event)) plan.late.push(event);
    else admit(plan, event);
  }
  for (const list of plan.subjects.values()) list.sort(compareTrueOrder);
  plan.statuses.sort(compareTrueOrder);
  for (const [name, [first]] of plan.subjects) {
    const last = lastOf(floor, name);
    if (last === null && name.startsWith('c:')) plan.unknown.push(name.slice(2));
    if (first && !isInOrder(last, first)) want(plan, name, first.time);
  }
  for (const status of plan.statuses) wantOvertaken(floor, plan, status);
  wantAbsence(floor, plan);
  return plan;
}

function admit(plan: BatchPlan, event: LoggedEvent): void {
  if (event.time > plan.through) plan.through = event.time;
  const name = subjectNameOf(event);
  if (name !== null) {
    const list = plan.subjects.get(name);
    if (list) list.push(event);
    else plan.subjects.set(name, [event]);
  } else if (event.type === 'agent.status') plan.statuses.push(event);
  else plan.others++;
}

function subjectNameOf(event: LoggedEvent): SubjectName | null {
  if (isOfConversation(event.type)) return `c:${event.subject}`;
  // Of the agent who types, but all it does is in the conversation.
  if (event.type === 'agent.typing') return `c:${event.data.conversationId}`;
  return event.type.startsWith('ticket.') ? `t:${event.subject}` : null;
}

export function lastOf(floor: FloorState, name: SubjectName): OrderKey | null {
  const kept = name.startsWith('c:') ? floor.conversations.get(name.slice(2)) : floor.tickets.get(name.slice(2));
  return kept?.last ?? null;
}

function want(plan: BatchPlan, name: SubjectName, from: number): void {
  plan.wanted.set(name, Math.min(minuteOf(from), plan.wanted.get(name) ?? Number.POSITIVE_INFINITY));
}

/** A status that comes after things that depended on the agent: their conversations must be looked at again from there. */
function wantOvertaken(floor: FloorState, plan: BatchPlan, status: StatusEvent): void {
  for (const id of holdersOf(floor.settings, status.subject)) wantInvolved(floor, plan, status, id);
}

function wantInvolved(floor: FloorState, plan: BatchPlan, status: StatusEvent, agentId: string): void {
  const agent = floor.agents.get(agentId);
  if (!agent || (floor.involved.get(agent.id) ?? Number.NEGATIVE_INFINITY) < status.time) return;
  if (!knowledgeChanges(agent, status)) return;
  for (const [id, { state }] of floor.conversations) {
    const at = valueFor(state?.involved ?? [], agent.id);
    if (at !== undefined && at >= status.time) want(plan, `c:${id}`, status.time);
  }
}

/**
 * Whether anybody was there matters where a platform leaves out what began while nobody was: a status that comes after such a look makes it look again.
 * One that is in its place in time touches none of it.
 */
function wantAbsence(floor: FloorState, plan: BatchPlan): void {
  const first = plan.statuses[0]?.time ?? Number.POSITIVE_INFINITY;
  for (const [id, at] of floor.presence) if (at >= first) want(plan, `c:${id}`, first);
}
