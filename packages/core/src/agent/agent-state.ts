import type { FactOf, LiveAgent } from '@watchfloor/contracts/fact';
import { compareTrueOrder } from '../order/true-order.ts';
import { applyStep, type Held, isHeld, type Standing, type StatusChange, type Step, suspendedUntil, turnAt } from './standing.ts';

/** What the settings say of a person from an instant on, until the next. Null: nothing. */
export type PersonThen = { from: number; person: { name: string; teamId: string | null } | null };

/**
 * An agent as the keeper holds him, a person or an account that stands for itself: what held before the recent changes, and these in true order.
 * Those of his accounts that are another's at the time are among them too: it may be known only later whose one is when.
 */
export type Agent = {
  id: string;
  base: Standing;
  recent: StatusChange[];
  /** By the account map, when there is anything about him in it; else the account of his id is his, always, and there is no other. */
  accounts?: Held[];
  /** With accounts: up to here (epoch ms) their beginnings and ends are in `base`, and up to there they count in what he is now. */
  turned?: { to: number; through: number };
  /** Of a person who is set up, versions in their order. */
  settings?: PersonThen[];
};

/** Changes older than this behind the floor's time can no longer be overtaken by a late one: the lateness bound and as much again. */
const RECENT_MS = 600_000;

/** An agent known only from a conversation: no status seen yet. */
export const unknownAgent = (id: string): Agent => ({
  id,
  base: { name: id, teamId: null, status: null, statusSince: null, capacity: null, suspendedTotalMs: 0 },
  recent: [],
});

/** Takes in changes of status at their places in true order; gives a new agent, the old one stays as it was. */
export const withStatuses = (agent: Agent, changes: readonly StatusChange[]): Agent => ({
  ...agent,
  recent: [...agent.recent, ...changes].sort(compareTrueOrder),
});

/** Takes into the base what no late event can overtake any more after the floor's time `through`; his accounts count up to `now`. */
export function settled(agent: Agent, { through, now }: { through: number; now: number }): Agent {
  const { recent, accounts } = agent;
  const cut = through - RECENT_MS;
  const old = recent.findIndex(({ time }) => time >= cut);
  const count = old < 0 ? Math.max(0, recent.length - 1) : old;
  if (!accounts) return count === 0 ? agent : { ...agent, base: fold(agent, recent.slice(0, count)), recent: recent.slice(count) };
  const to = recent[count] ? Math.min(cut, recent[count].time) : cut;
  const steps = stepsOf({ ...agent, recent: recent.slice(0, count) }, to - 1);
  const turned = { to: Math.max(to, agent.turned?.to ?? to), through: Math.max(now, agent.turned?.through ?? now) };
  return { ...agent, base: fold(agent, steps), recent: recent.slice(count), turned };
}

const fold = ({ base, accounts }: Agent, steps: readonly Step[]): Standing =>
  steps.reduce((standing, step) => applyStep(standing, step, accounts), base);

/** Everything after the base that has changed him up to `until`, in true order. */
function stepsOf({ recent, accounts, turned }: Agent, until: number): Step[] {
  if (!accounts) return recent;
  const turns = new Set(accounts.flatMap(({ from, to }) => [from, to]));
  turns.delete(null);
  const mine = [...turns].filter((at) => at !== null && at <= until && at >= (turned?.to ?? Number.NEGATIVE_INFINITY));
  return [...mine.map((at) => turnAt(at ?? 0)), ...recent].sort(compareTrueOrder);
}

/** The states that an agent has been in and left by `through`, the floor's time. */
export function endedStates(agent: Agent, through: number): FactOf<'status.ended'>[] {
  const ended: FactOf<'status.ended'>[] = [];
  let before = agent.base;
  for (const step of stepsOf(agent, through)) {
    const { status, statusSince: from, teamId } = before;
    before = applyStep(before, step, agent.accounts);
    if (status === null || from === null || status === before.status || step.time <= from) continue;
    const cut = { agentId: agent.id, teamId: personAt(agent, step.time)?.teamId ?? teamId, shopId: null, channel: null };
    ended.push({ type: 'status.ended', at: step.time, agentId: agent.id, status, from, cut });
  }
  return ended;
}

/** What held at an instant, a change of that very instant included. */
function standingAt(agent: Agent, at: number): Standing {
  let standing = agent.base;
  for (const step of stepsOf(agent, at)) {
    if (step.time > at) break;
    standing = applyStep(standing, step, agent.accounts);
  }
  return standing;
}

/** What was set first holds for everything before it. */
const personAt = ({ settings }: Agent, at: number): PersonThen['person'] =>
  (settings?.findLast(({ from }) => from <= at) ?? settings?.[0])?.person ?? null;

/** His team at an instant: what the settings say of him, else what his accounts have said. */
export const teamAt = (agent: Agent, at: number): string | null => personAt(agent, at)?.teamId ?? standingAt(agent, at).teamId;

/** How long an agent has been suspended in all until `at`, milliseconds. */
export const suspendedMs = (agent: Agent, at: number): number => suspendedUntil(standingAt(agent, at), at);

/** Was he there at an instant, neither offline nor suspended? Null: nothing was known of him. */
export function isThere(agent: Agent, at: number): boolean | null {
  const { status } = standingAt(agent, at);
  return status === null ? null : status !== 'offline' && status !== 'suspended';
}

/** The agent as of the last change known; null for an account whose holder is somebody else now. */
export function liveAgent(agent: Agent): LiveAgent | null {
  const { id, recent, accounts, turned } = agent;
  const now = Math.max(turned?.through ?? Number.NEGATIVE_INFINITY, recent.at(-1)?.time ?? Number.NEGATIVE_INFINITY);
  const person = agent.settings?.at(-1)?.person ?? null;
  if (accounts && !person && !accounts.some(({ account }) => isHeld(accounts, account, now))) return null;
  const { suspendedTotalMs: _, parts: __, ...standing } = fold(agent, stepsOf(agent, now));
  return { id, ...standing, ...(person && { name: person.name, teamId: person.teamId ?? standing.teamId }) };
}

/** Would this change alter what conversations ask of the agent at its instant or later: his team, or his suspension? */
export function knowledgeChanges(agent: Agent, { data, time }: Pick<StatusChange, 'data' | 'time'>): boolean {
  if (agent.accounts) return true;
  const standing = standingAt(agent, time);
  const teamChanges = data.teamId !== undefined && data.teamId !== standing.teamId;
  const statusChanges = data.status !== standing.status && (data.status === 'suspended' || standing.status === 'suspended');
  return teamChanges || statusChanges;
}
