import type { LiveConversation, LiveTicket } from '@watchfloor/contracts/fact';
import { instantOf } from '@watchfloor/contracts/instant';
import type { AgentRow, DepartmentRow, FloorRow, SubjectRow, TicketRow, WaitingRow, WindowName } from '@watchfloor/contracts/live';
import { rulesOf } from '../floor/rules.ts';
import { versionAt } from '../profile/profiles.ts';
import { FLOOR_SUBJECT, idOfSubject, type SubjectKey } from '../window/subject.ts';
import type { FloorView, SubjectView } from './floor-view.ts';
import { ticketLimits, waitingIn, waitLimits } from './limits.ts';
import { ownSlack, shopSlack } from './slack.ts';

/** `load` counts conversations with a message in the last so many milliseconds. */
export const ACTIVE_MS = 5 * 60_000;

/** The rows of a board, in a window, at `now` (epoch ms). */
export type Asked = { view: FloorView; window: WindowName; now: number };

const sinceOf = (ms: number | null) => (ms === null ? null : instantOf(ms));
const ageOf = (ms: number | null, now: number) => (ms === null ? null : Math.max(0, now - ms));
const earlier = (a: number | null, b: number) => (a === null ? b : Math.min(a, b));

/** No message for as long as the profile says, and no open round (metrics.md, "The unit"). */
export function isDormant({ waitingSince, lastMessageAt, shopId }: LiveConversation, { view, now }: Omit<Asked, 'window'>): boolean {
  if (waitingSince !== null) return false;
  const { rules } = versionAt(rulesOf(view.floor).profileOf(shopId), now);
  return now - lastMessageAt >= rules.dormantMs;
}

/** Figures of a subject at `now`, and how many of its conversations are active. */
function figures(key: SubjectKey, { view, window, now }: Asked) {
  const subject: SubjectView = view.subject(key);
  const count = { open: 0, dormant: 0, waiting: 0, overdue: 0, savable: 0, queued: 0, active: 0, unhandledTickets: 0, idleTickets: 0 };
  let longestWait: number | null = null;
  let longestQueue: number | null = null;
  let oldestTicket: number | null = null;
  for (const id of subject.conversations) {
    const conversation = view.conversations.get(id);
    if (!conversation) continue;
    const { waitingSince, queuedSince, agentId, lastMessageAt, shopId, answered } = conversation;
    const quiet = now - lastMessageAt;
    if (agentId !== null) {
      if (isDormant(conversation, { view, now })) count.dormant++;
      else count.open++;
      if (quiet < ACTIVE_MS) count.active++;
    }
    if (queuedSince !== null) {
      count.queued++;
      longestQueue = earlier(longestQueue, queuedSince);
    }
    if (waitingSince === null) continue;
    const waited = now - waitingSince;
    count.waiting++;
    longestWait = earlier(longestWait, waitingSince);
    const limits = waitLimits(view.floor, { shopId, since: waitingSince, first: !answered });
    if (waited >= limits.critical) count.overdue++;
    else if (waited >= limits.warning) count.savable++;
  }
  for (const id of subject.tickets) {
    const ticket = view.tickets.get(id);
    if (!ticket) continue;
    if (isIdle(ticket, { view, now })) count.idleTickets++;
    const since = ticket.untouchedSince;
    if (since === null) continue;
    count.unhandledTickets++;
    oldestTicket = earlier(oldestTicket, since);
  }
  const { active, ...counts } = count;
  const row = {
    ...counts,
    longestWaitMs: ageOf(longestWait, now),
    longestWaitSince: sinceOf(longestWait),
    longestQueueMs: ageOf(longestQueue, now),
    longestQueueSince: sinceOf(longestQueue),
    oldestTicketMs: ageOf(oldestTicket, now),
    oldestTicketSince: sinceOf(oldestTicket),
    slack: slackIn(key, { view, now }),
    ...view.figures(key, window, now),
  };
  return { row, active };
}

/** By the reply rate of today: of a shop that its platform judges, else the floor's own. */
function slackIn(key: SubjectKey, { view: { floor, windows }, now }: Omit<Asked, 'window'>): number | null {
  const today = windows.instants(key, 'today');
  return key.startsWith('s:') ? shopSlack(floor, idOfSubject(key), { today, now }) : ownSlack(floor, today);
}

/** Since when no agent has acted on a ticket: not on a reopened one either, which is nobody's action. */
export const leftSince = ({ lastTouchedAt, openedAt }: LiveTicket): number => lastTouchedAt ?? openedAt;

/** While a ticket waits on a department its agent has nothing to do. */
export const isIdle = (ticket: LiveTicket, { view, now }: Pick<Asked, 'view' | 'now'>): boolean =>
  ticket.waitingOn === null && now - leftSince(ticket) >= view.floor.limits.idleTicket;

/** Row of a team, shop or channel. */
export function subjectRow(key: SubjectKey, asked: Asked): SubjectRow {
  const id = idOfSubject(key);
  const { teams, floor } = asked.view;
  const name = key.startsWith('t:') ? teams.get(id)?.name : key.startsWith('s:') ? rulesOf(floor).shops.get(id)?.name : undefined;
  return { id, name: name ?? id, ...figures(key, asked).row };
}

export function agentRow(id: string, asked: Asked): AgentRow {
  const agent = asked.view.agents.get(id);
  const { row, active } = figures(`a:${id}`, asked);
  const capacity = agent?.capacity ?? null;
  return {
    id,
    name: agent?.name ?? id,
    teamId: agent?.teamId ?? null,
    status: agent?.status ?? null,
    statusSince: sinceOf(agent?.statusSince ?? null),
    statusMs: ageOf(agent?.statusSince ?? null, asked.now),
    capacity,
    active,
    load: capacity ? active / capacity : null,
    ...row,
  };
}

export function floorRow(asked: Asked): FloorRow {
  const { floor, agents } = asked.view;
  const { row, active } = figures(FLOOR_SUBJECT, asked);
  const states = { online: 0, busy: 0, away: 0, suspended: 0, offline: 0 };
  let capacity = 0;
  for (const agent of agents.values()) {
    if (agent.status === null) continue;
    states[agent.status]++;
    if (agent.status === 'online' || agent.status === 'busy') capacity += agent.capacity ?? 0;
  }
  const limits = floor.limits.wait;
  return {
    id: floor.id,
    name: floor.name,
    zone: floor.zone,
    clock: floor.clock,
    limits: { warningMs: limits.warning, criticalMs: limits.critical },
    agents: states,
    capacity,
    active,
    load: capacity ? active / capacity : null,
    ...row,
  };
}

/** The open round of a conversation, or null when nobody waits there. */
export function waitingRow(conversation: LiveConversation, { view, now }: Asked): WaitingRow | null {
  const waiting = waitingIn(conversation);
  if (waiting === null) return null;
  const limits = waitLimits(view.floor, waiting);
  return {
    conversationId: conversation.id,
    customer: conversation.customer,
    agentId: conversation.agentId,
    teamId: conversation.teamId,
    channel: conversation.channel,
    shopId: conversation.shopId,
    topic: conversation.topic,
    orderValue: conversation.orderValue,
    queued: conversation.queuedSince !== null,
    since: instantOf(waiting.since),
    waitMs: Math.max(0, now - waiting.since),
    warningMs: limits.warning,
    limitMs: limits.critical,
  };
}

/** An unhandled ticket, or null when an agent has touched it. */
export function ticketRow(ticket: LiveTicket, { view, now }: Asked): TicketRow | null {
  const { untouchedSince } = ticket;
  if (untouchedSince === null) return null;
  const limits = ticketLimits(view.floor, { kind: ticket.kind, since: untouchedSince });
  return {
    ticketId: ticket.id,
    agentId: ticket.agentId,
    teamId: ticket.teamId,
    conversationId: ticket.conversationId,
    kind: ticket.kind,
    priority: ticket.priority,
    since: instantOf(untouchedSince),
    untouchedMs: Math.max(0, now - untouchedSince),
    warningMs: limits.warning,
    limitMs: limits.critical,
  };
}

/** A department, or null when no ticket waits on it. */
export function departmentRow(id: string, { view, now }: Asked): DepartmentRow | null {
  const tickets = view.departments.get(id);
  if (!tickets) return null;
  let oldest: number | null = null;
  for (const ticketId of tickets) {
    const ticket = view.tickets.get(ticketId);
    if (ticket) oldest = earlier(oldest, ticket.waitingOnSince ?? ticket.openedAt);
  }
  return { id, waiting: tickets.size, oldestMs: ageOf(oldest, now), oldestSince: sinceOf(oldest) };
}
