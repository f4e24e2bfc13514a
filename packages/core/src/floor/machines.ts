import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { LiveTicket } from '@watchfloor/contracts/fact';
import { type Agent, isThere, suspendedMs, teamAt } from '../agent/agent-state.ts';
import type { ConversationEvent } from '../conversation/conversation-event.ts';
import type { Surroundings } from '../conversation/episode.ts';
import { evolveConversation } from '../conversation/evolve-conversation.ts';
import type { Conversation } from '../conversation/state.ts';
import { ignoredFact, type Machine } from '../order/subject-machine.ts';
import { evolveTicket, type TicketEvent } from '../ticket/evolve-ticket.ts';
import type { Rules } from './rules.ts';

/** What is known of the agents of a floor: of one, and of all. */
export type Agents = { find: (id: string) => Agent | undefined; everybody: () => Iterable<Agent> };
/** The rules of the floor at an instant, epoch ms. */
export type RulesAt = (at: number) => Rules;

/** What conversations ask of their floor, answered by one account of the agents. */
const surroundingsOf = ({ find, everybody }: Agents, rulesAt: RulesAt): Surroundings => ({
  rulesAt,
  isNobodyThere(at) {
    let known = false;
    for (const agent of everybody()) {
      const there = isThere(agent, at);
      if (there) return false;
      known ||= there !== null;
    }
    return known;
  },
  teamOf(agentId, at) {
    const agent = find(agentId);
    return agent ? teamAt(agent, at) : null;
  },
  suspendedMs(agentId, at) {
    const agent = find(agentId);
    return agent ? suspendedMs(agent, at) : 0;
  },
});

/** How events evolve a conversation, given what is known of the agents and what was set when. */
export function conversationMachine(agents: Agents, rulesAt: RulesAt): Machine<Conversation> {
  const around = surroundingsOf(agents, rulesAt);
  return (state, event) => {
    const evolved = evolveConversation(state ?? undefined, event as ConversationEvent, around);
    return 'ignored' in evolved ? { state, facts: [ignoredFact(event, evolved.ignored)] } : evolved;
  };
}

/** Whose an account is at an instant, epoch ms. */
export type PersonAt = (account: string, at: number) => string;

/** Events name accounts; what they evolve knows people. */
export const byPerson =
  <State>(machine: Machine<State>, personAt: PersonAt): Machine<State> =>
  (state, event) => {
    const account = 'agentId' in event.data ? event.data.agentId : undefined;
    if (account === undefined) return machine(state, event);
    const agentId = personAt(account, event.time);
    return machine(state, agentId === account ? event : ({ ...event, data: { ...event.data, agentId } } as LoggedEvent));
  };

/** How events evolve a ticket. */
export const ticketMachine: Machine<LiveTicket> = (state, event: LoggedEvent) => {
  const evolved = evolveTicket(state ?? undefined, event as TicketEvent);
  return 'ignored' in evolved ? { state, facts: [ignoredFact(event, evolved.ignored)] } : evolved;
};
