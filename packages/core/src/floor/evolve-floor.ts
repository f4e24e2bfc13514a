import type { FloorConfigured, LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact } from '@watchfloor/contracts/fact';
import { changeStatus, liveAgent, suspendedMs, unknownAgent } from '../agent/agent-state.ts';
import type { AgentKnowledge } from '../conversation/episode.ts';
import { type ConversationEvent, evolveConversation } from '../conversation/evolve-conversation.ts';
import { liveConversation } from '../conversation/state.ts';
import { evolveTicket, type TicketEvent } from '../ticket/evolve-ticket.ts';
import type { FloorState, Touched } from './floor-state.ts';

/** Facts of one event, or why it changed nothing. */
export type FloorOutcome = { facts: Fact[]; ignored: string | null };

/** Up to this much after the greatest event time seen (event clock) or the receipt (wall clock), events count live (metrics.md). */
export const LATENESS_BOUND_MS = 300_000;

/** Is the event too late for the live figures? Received - time; on an event-time floor greatest time seen - time. */
export function isLate(state: FloorState, event: LoggedEvent): boolean {
  const reference = state.floor.clock === 'event' ? state.through : event.received;
  return reference - event.time > LATENESS_BOUND_MS;
}

/**
 * Takes one event into a floor: changes the state in place, says what it touched, gives the facts. Pure: no clock, no I/O.
 * Facts come in the order in which they became true.
 */
export function evolveFloor(state: FloorState, event: LoggedEvent | FloorConfigured, touched: Touched): FloorOutcome {
  if (event.type === 'floor.configured') {
    state.floor = event.data;
    return { facts: [{ type: 'floor.configured', at: event.time, floor: event.data }], ignored: null };
  }
  state.counters.applied++;
  if (isLate(state, event)) {
    state.counters.late++;
    return ignore(event, 'later than the live figures wait for');
  }
  if (event.time > state.through) state.through = event.time;
  const outcome = route(state, event, touched);
  if (outcome.ignored !== null) state.counters.ignored++;
  return outcome;
}

function route(state: FloorState, event: LoggedEvent, touched: Touched): FloorOutcome {
  const group = event.type.slice(0, event.type.indexOf('.'));
  switch (group) {
    case 'conversation':
    case 'message':
    case 'call':
      return toConversation(state, event as ConversationEvent, touched);
    case 'ticket':
      return toTicket(state, event as TicketEvent, touched);
    default:
      if (event.type !== 'agent.status') return { facts: [], ignored: null };
      knowAgent(state, event.subject, touched);
      touched.agents.add(event.subject);
      changeStatus(state.agents.get(event.subject) ?? unknownAgent(event.subject), event.data, event.time);
      return { facts: agentFacts(state, event.subject, event.time), ignored: null };
  }
}

function toConversation(state: FloorState, event: ConversationEvent, touched: Touched): FloorOutcome {
  const evolved = evolveConversation(state.conversations.get(event.subject), event, knowledgeOf(state));
  if ('ignored' in evolved) return ignore(event, evolved.ignored);
  state.conversations.set(event.subject, evolved.state);
  touched.conversations.add(event.subject);
  const agentId = agentIn(event);
  const known = agentId !== undefined && knowAgent(state, agentId, touched) ? agentFacts(state, agentId, event.time) : [];
  const live = liveConversation(evolved.state);
  const present: Fact = live
    ? { type: 'conversation.changed', at: event.time, conversation: live }
    : { type: 'conversation.removed', at: event.time, conversationId: event.subject };
  return { facts: [...known, ...evolved.facts, present], ignored: null };
}

function toTicket(state: FloorState, event: TicketEvent, touched: Touched): FloorOutcome {
  const evolved = evolveTicket(state.tickets.get(event.subject), event);
  if ('ignored' in evolved) return ignore(event, evolved.ignored);
  touched.tickets.add(event.subject);
  if (evolved.state) {
    state.tickets.set(event.subject, evolved.state);
    return { facts: [...evolved.facts, { type: 'ticket.changed', at: event.time, ticket: { ...evolved.state } }], ignored: null };
  }
  state.tickets.delete(event.subject);
  return { facts: [...evolved.facts, { type: 'ticket.removed', at: event.time, ticketId: event.subject }], ignored: null };
}

const ignore = (event: LoggedEvent, reason: string): FloorOutcome => ({
  facts: [
    {
      type: 'event.ignored',
      at: event.time,
      event: { source: event.source, id: event.id, type: event.type, subject: event.subject },
      reason,
    },
  ],
  ignored: reason,
});

const agentIn = (event: ConversationEvent): string | undefined => ('agentId' in event.data ? event.data.agentId : undefined);

/** True when the agent was not known before. */
function knowAgent(state: FloorState, id: string, touched: Touched): boolean {
  if (state.agents.has(id)) return false;
  state.agents.set(id, unknownAgent(id));
  touched.agents.add(id);
  return true;
}

function agentFacts(state: FloorState, id: string, at: number): Fact[] {
  const agent = state.agents.get(id);
  return agent ? [{ type: 'agent.changed', at, agent: liveAgent(agent) }] : [];
}

const knowledgeOf = (state: FloorState): AgentKnowledge => ({
  teamOf: (agentId) => state.agents.get(agentId)?.teamId ?? null,
  suspendedMs: (agentId, at) => {
    const agent = state.agents.get(agentId);
    return agent ? suspendedMs(agent, at) : 0;
  },
});
