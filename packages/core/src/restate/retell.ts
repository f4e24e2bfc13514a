import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact, FactOf, LiveAgent, LiveConversation } from '@watchfloor/contracts/fact';
import { type Agent, endedStates, liveAgent, type StatusChange, unknownAgent } from '../agent/agent-state.ts';
import { type Conversation, liveConversation } from '../conversation/state.ts';
import { conversationMachine, type RulesAt } from '../floor/machines.ts';
import { difference } from '../order/repair.ts';

/** Every change of status of some agents, each agent's in true order. */
export type Statuses = ReadonlyMap<string, readonly StatusChange[]>;

/**
 * What a conversation's events say, told from its beginning: as if none had come late. `events` are all there are of it, in true order; `statuses` those
 * of every agent that they name; `rulesAt` what held when. `live` is what it is now, null when it is not open.
 */
export function retellConversation(
  events: readonly LoggedEvent[],
  { statuses, rulesAt }: { statuses: Statuses; rulesAt: RulesAt },
): { facts: Fact[]; live: LiveConversation | null } {
  const machine = conversationMachine((id) => agentOf(id, statuses), rulesAt);
  let state: Conversation | null = null;
  const facts: Fact[] = [];
  const retracts: Fact[] = [];
  for (const event of events) {
    const step = machine(state, event);
    state = step.state;
    facts.push(...step.facts);
    retracts.push(...(step.retracts ?? []));
  }
  const told = difference({ facts: [], retracts: [] }, { facts, retracts });
  return { facts: told.facts, live: state ? liveConversation(state) : null };
}

/** The states that an agent has been in and left, by all his changes of status. */
export function retellAgent(id: string, statuses: Statuses): { facts: FactOf<'status.ended'>[]; live: LiveAgent } {
  const agent = agentOf(id, statuses) ?? unknownAgent(id);
  return { facts: endedStates(agent), live: liveAgent(agent) };
}

function agentOf(id: string, statuses: Statuses): Agent | undefined {
  const changes = statuses.get(id);
  return changes ? { ...unknownAgent(id), recent: [...changes] } : undefined;
}

/** The agents that a conversation's events name. */
export function agentsNamed(events: readonly LoggedEvent[]): Set<string> {
  const names = new Set<string>();
  for (const { data } of events) if ('agentId' in data && data.agentId !== undefined) names.add(data.agentId);
  return names;
}
