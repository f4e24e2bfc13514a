import { type Agent, unknownAgent } from '../agent/agent-state.ts';
import { applyStep, type Standing, type StatusChange } from '../agent/standing.ts';
import { compareTrueOrder } from '../order/true-order.ts';
import { accountsHeld, holdersOf } from './account-map.ts';
import type { FloorState } from './floor-state.ts';
import type { KeptSettings } from './settings.ts';

/** An agent of whom nothing has been heard yet, with what is set of him. */
export function newAgent(settings: KeptSettings, id: string): Agent {
  return withAccounts(withSettings(unknownAgent(id), settings), settings);
}

/** An agent with what is set of him as a person now. */
export function withSettings(agent: Agent, { person }: Pick<KeptSettings, 'person'>): Agent {
  const versions = person.get(agent.id);
  if (!versions) return agent;
  return { ...agent, settings: versions.map(({ from, body }) => ({ from, person: body && { name: body.name, teamId: body.teamId } })) };
}

/** An agent with the accounts that are his now. One who was a single account until now is one of several parts. */
export function withAccounts(agent: Agent, settings: Pick<KeptSettings, 'account'>): Agent {
  const accounts = accountsHeld(settings, agent.id);
  if (!accounts) return agent;
  if (agent.accounts) return { ...agent, accounts };
  const { status, teamId, capacity } = agent.base;
  const parts = status === null ? [] : [{ account: agent.id, status, teamId, capacity }];
  return { ...agent, accounts, base: { ...agent.base, parts } };
}

/** After a change of an account's rows: everybody whose it ever is knows what it has said. Gives the agents that changed, as they are now. */
export function holdAnew({ agents, settings }: FloorState, account: string): Map<string, Agent> {
  const anew = new Map<string, Agent>();
  const ids = new Set([account, ...holdersOf(settings, account)]);
  for (const [id, agent] of agents) if (agent.accounts?.some((held) => held.account === account)) ids.add(id);
  const found = [...ids].flatMap((id) => agents.get(id) ?? []);
  const source = found.map((agent) => withAccounts(agent, settings)).find((agent) => hasHeard(agent, account));
  for (const id of ids) {
    const known = agents.get(id);
    if (!known && !(source && id !== account)) continue;
    const agent = known ? withAccounts(known, settings) : newAgent(settings, id);
    const isHis = agent.accounts?.some((held) => held.account === account);
    anew.set(id, source && isHis && !hasHeard(agent, account) ? hearing(agent, source, account) : agent);
  }
  return anew;
}

const hasHeard = ({ base, recent }: Agent, account: string): boolean =>
  recent.some(({ subject }) => subject === account) || (base.parts?.some((part) => part.account === account) ?? false);

/** An agent who hears what an account has said so far, from somebody who has. */
function hearing(agent: Agent, source: Agent, account: string): Agent {
  const changes = source.recent.filter(({ subject }) => subject === account);
  const old = source.base.parts?.filter((part) => part.account === account) ?? [];
  const isOld = ({ time }: StatusChange) => time < (agent.turned?.to ?? Number.NEGATIVE_INFINITY);
  // Nothing that the account said so long ago was his: of that only what it comes to matters.
  const sofar: Standing = { ...source.base, parts: old };
  const { parts = [] } = changes.filter(isOld).reduce((standing, change) => applyStep(standing, change, []), sofar);
  const base = { ...agent.base, parts: [...(agent.base.parts ?? []), ...parts] };
  const recent = [...agent.recent, ...changes.filter((change) => !isOld(change))];
  return { ...agent, base, recent: recent.sort(compareTrueOrder) };
}
