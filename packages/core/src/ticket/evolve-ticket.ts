import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Cut, Fact, LiveTicket } from '@watchfloor/contracts/fact';

export type TicketEvent = Extract<LoggedEvent, { type: `ticket.${string}` }>;

/** The next state (null: resolved, nothing to keep) and facts, or why the event is ignored. */
export type EvolvedTicket = { state: LiveTicket | null; facts: Fact[] } | { ignored: string };

/**
 * A ticket is unhandled while open and touched by no agent: an assignment is no touch, a reopening untouches it, waiting on a department
 * stops the agent's clock and runs the department's (metrics.md, `unhandledTickets`). A ticket not seen before is made by any event but a resolution.
 */
export function evolveTicket(before: LiveTicket | undefined, event: TicketEvent): EvolvedTicket {
  const { data, time, subject } = event;
  if (!before && event.type === 'ticket.resolved') return { ignored: 'the ticket is not known or resolved already' };
  if (before && event.type === 'ticket.opened') return { ignored: 'the ticket is open already' };
  const facts: Fact[] = [];
  const state = before ?? newTicket(subject, time);
  state.agentId = data.agentId ?? state.agentId;
  state.teamId = data.teamId ?? state.teamId;
  state.customerId = data.customerId ?? state.customerId;
  state.conversationId = data.conversationId ?? state.conversationId;
  state.kind = data.kind ?? state.kind;
  state.priority = data.priority ?? state.priority;
  switch (event.type) {
    case 'ticket.touched':
      waitOn(state, null, time);
      state.lastTouchedAt = time;
      touch(state, time, 'touched', facts);
      return { state, facts };
    case 'ticket.waiting_on':
      waitOn(state, event.data.department ?? 'unknown', time);
      state.lastTouchedAt = time;
      touch(state, time, 'waiting', facts);
      return { state, facts };
    case 'ticket.resolved':
      touch(state, time, 'resolved', facts);
      return { state: null, facts };
    case 'ticket.reopened':
      waitOn(state, null, time);
      if (state.untouchedSince === null) untouch(state, time, facts);
      return { state, facts };
    default:
      if (!before) untouch(state, time, facts);
      return { state, facts };
  }
}

const newTicket = (id: string, at: number): LiveTicket => ({
  id,
  agentId: null,
  teamId: null,
  customerId: null,
  conversationId: null,
  kind: null,
  priority: null,
  openedAt: at,
  untouchedSince: null,
  lastTouchedAt: null,
  waitingOn: null,
  waitingOnSince: null,
});

/** The same department again does not restart its clock. */
function waitOn(state: LiveTicket, department: string | null, at: number): void {
  if (state.waitingOn === department) return;
  state.waitingOn = department;
  state.waitingOnSince = department === null ? null : at;
}

const cutOf = (state: LiveTicket): Cut => ({ agentId: state.agentId, teamId: state.teamId, shopId: null, channel: null });

function untouch(state: LiveTicket, at: number, facts: Fact[]): void {
  state.untouchedSince = at;
  facts.push({ type: 'ticket.untouched', at, ticketId: state.id, kind: state.kind, cut: cutOf(state) });
}

function touch(state: LiveTicket, at: number, how: 'touched' | 'resolved' | 'waiting', facts: Fact[]): void {
  if (state.untouchedSince === null) return;
  const { id: ticketId, kind, untouchedSince } = state;
  state.untouchedSince = null;
  facts.push({ type: 'ticket.touched', at, ticketId, how, untouchedSince, kind, cut: cutOf(state) });
}
