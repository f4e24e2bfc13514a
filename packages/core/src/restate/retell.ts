import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact, FactOf, LiveAgent, LiveConversation } from '@watchfloor/contracts/fact';
import { type Agent, endedStates, liveAgent } from '../agent/agent-state.ts';
import type { StatusChange } from '../agent/standing.ts';
import { type Conversation, liveConversation } from '../conversation/state.ts';
import { accountsHeld, holdersOf, personOf } from '../floor/account-map.ts';
import { newAgent } from '../floor/know-agent.ts';
import { byPerson, conversationMachine, type RulesAt } from '../floor/machines.ts';
import type { KeptSettings } from '../floor/settings.ts';
import { difference } from '../order/repair.ts';
import { compareTrueOrder } from '../order/true-order.ts';

/** Every change of status of some accounts, each one's in true order. */
export type Statuses = ReadonlyMap<string, readonly StatusChange[]>;

/**
 * What a conversation's events say, told from its beginning: as if none had come late. `events` are all there are of it, in true order; `statuses` those
 * of every account that is needed (`accountsNeeded`); `rulesAt` and `settings` what held when. `live` is what it is now, null when it is not open.
 */
export function retellConversation(
  events: readonly LoggedEvent[],
  { statuses, rulesAt, settings }: { statuses: Statuses; rulesAt: RulesAt; settings: KeptSettings },
): { facts: Fact[]; live: LiveConversation | null } {
  const agents = new Map<string, Agent>();
  const find = (id: string) => {
    const agent = agents.get(id) ?? agentOf(id, { statuses, settings });
    agents.set(id, agent);
    return agent;
  };
  const all = new Set([...statuses.keys()].flatMap((account) => holdersOf(settings, account)));
  const everybody = () => [...all].map(find);
  const machine = byPerson(conversationMachine({ find, everybody }, rulesAt), (account, at) => personOf(settings, account, at));
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

type Known = { statuses: Statuses; settings: KeptSettings };

/** The states that an agent has been in and left by `now`, by all changes of status of his accounts. `live` null: an account that is somebody's. */
export function retellAgent(
  id: string,
  { now, ...known }: Known & { now: number },
): { facts: FactOf<'status.ended'>[]; live: LiveAgent | null } {
  const agent = agentOf(id, known);
  const turned = { to: Number.NEGATIVE_INFINITY, through: now };
  return { facts: endedStates(agent, now), live: liveAgent(agent.accounts ? { ...agent, turned } : agent) };
}

function agentOf(id: string, { statuses, settings }: Known): Agent {
  const agent = newAgent(settings, id);
  const recent = [...accountsOf(settings, id)].flatMap((account) => statuses.get(account) ?? []);
  return { ...agent, recent: recent.sort(compareTrueOrder) };
}

/** The accounts whose changes of status make an agent's. */
export const accountsOf = (settings: Pick<KeptSettings, 'account'>, id: string): Set<string> =>
  new Set(accountsHeld(settings, id)?.map(({ account }) => account) ?? [id]);

/** The accounts whose changes of status a conversation's events need: all those of the agents whom they name. */
export function accountsNeeded(events: readonly LoggedEvent[], settings: Pick<KeptSettings, 'account'>): Set<string> {
  const people = new Set<string>();
  for (const { data, time } of events)
    if ('agentId' in data && data.agentId !== undefined) people.add(personOf(settings, data.agentId, time));
  return new Set([...people].flatMap((id) => [...accountsOf(settings, id)]));
}
