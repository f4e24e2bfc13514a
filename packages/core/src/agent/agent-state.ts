import type { DataOf, LoggedEvent } from '@watchfloor/contracts/event';
import type { AgentStatus, FactOf, LiveAgent } from '@watchfloor/contracts/fact';
import { compareTrueOrder } from '../order/true-order.ts';

/** What is known of an agent at one instant. `suspendedTotalMs`: suspension that has ended, in all. */
type Standing = {
  name: string;
  teamId: string | null;
  status: AgentStatus | null;
  statusSince: number | null;
  capacity: number | null;
  suspendedTotalMs: number;
};

type StatusEvent = Extract<LoggedEvent, { type: 'agent.status' }>;
export type StatusChange = Pick<StatusEvent, 'time' | 'source' | 'id' | 'type'> & { data: DataOf<'agent.status'> };

/** An agent as the keeper holds him: what held before the recent changes, and these in true order. */
export type Agent = { id: string; base: Standing; recent: StatusChange[] };

/** Changes older than this behind the floor's time can no longer be overtaken by a late one: the lateness bound and as much again. */
const RECENT_MS = 600_000;

/** An agent known only from a conversation: no status seen yet. */
export const unknownAgent = (id: string): Agent => ({
  id,
  base: { name: id, teamId: null, status: null, statusSince: null, capacity: null, suspendedTotalMs: 0 },
  recent: [],
});

/** Takes in an `agent.status` at its place in true order; gives a new agent, the old one stays as it was. `through`: the floor's time. */
export function withStatus(agent: Agent, change: StatusChange, through: number): Agent {
  const sorted = [...agent.recent, change].sort(compareTrueOrder);
  const old = sorted.findIndex(({ time }) => time >= through - RECENT_MS);
  const settled = old < 0 ? sorted.length - 1 : old;
  return { id: agent.id, base: sorted.slice(0, settled).reduce(applyStatus, agent.base), recent: sorted.slice(settled) };
}

/** The same status again does not restart its clock. */
function applyStatus(before: Standing, { data, time }: StatusChange): Standing {
  const known = { name: data.name ?? before.name, teamId: data.teamId ?? before.teamId, capacity: data.capacity ?? before.capacity };
  if (before.status === data.status) return { ...before, ...known };
  return { ...known, suspendedTotalMs: suspendedUntil(before, time), status: data.status, statusSince: time };
}

/** The states that an agent has been in and left, by the changes known of him and those of `more`, in true order. */
export function endedStates(agent: Agent, more: readonly StatusChange[] = []): FactOf<'status.ended'>[] {
  const ended: FactOf<'status.ended'>[] = [];
  let before = agent.base;
  for (const change of [...agent.recent, ...more].sort(compareTrueOrder)) {
    const { status, statusSince: from, teamId } = before;
    before = applyStatus(before, change);
    if (status === null || from === null || status === before.status || change.time <= from) continue;
    const cut = { agentId: agent.id, teamId, shopId: null, channel: null };
    ended.push({ type: 'status.ended', at: change.time, agentId: agent.id, status, from, cut });
  }
  return ended;
}

function suspendedUntil(standing: Standing, at: number): number {
  const present = standing.status === 'suspended' && standing.statusSince !== null ? Math.max(0, at - standing.statusSince) : 0;
  return standing.suspendedTotalMs + present;
}

/** What held at an instant, a change of that very instant included. */
function standingAt(agent: Agent, at: number): Standing {
  let standing = agent.base;
  for (const change of agent.recent) {
    if (change.time > at) break;
    standing = applyStatus(standing, change);
  }
  return standing;
}

export const teamAt = (agent: Agent, at: number): string | null => standingAt(agent, at).teamId;

/** How long an agent has been suspended in all until `at`, milliseconds. */
export const suspendedMs = (agent: Agent, at: number): number => suspendedUntil(standingAt(agent, at), at);

/** The agent as of the last change known. */
export function liveAgent(agent: Agent): LiveAgent {
  const { suspendedTotalMs: _, ...standing } = standingAt(agent, Number.POSITIVE_INFINITY);
  return { id: agent.id, ...standing };
}

/** Would this change alter what conversations ask of the agent at its instant or later: his team, or his suspension? */
export function knowledgeChanges(agent: Agent, { data, time }: StatusChange): boolean {
  const standing = standingAt(agent, time);
  const teamChanges = data.teamId !== undefined && data.teamId !== standing.teamId;
  const statusChanges = data.status !== standing.status && (data.status === 'suspended' || standing.status === 'suspended');
  return teamChanges || statusChanges;
}
