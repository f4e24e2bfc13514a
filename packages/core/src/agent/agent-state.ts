import type { DataOf } from '@watchfloor/contracts/event';
import type { LiveAgent } from '@watchfloor/contracts/fact';

/** An agent as the keeper holds him: the live part and his suspension so far. */
export type Agent = LiveAgent & { suspendedTotalMs: number };

/** An agent known only from a conversation: no status seen yet. */
export const unknownAgent = (id: string): Agent => ({
  id,
  name: id,
  teamId: null,
  status: null,
  statusSince: null,
  capacity: null,
  suspendedTotalMs: 0,
});

/** Takes in an `agent.status`. The same status again does not restart its clock. */
export function changeStatus(agent: Agent, data: DataOf<'agent.status'>, at: number): void {
  agent.name = data.name ?? agent.name;
  agent.teamId = data.teamId ?? agent.teamId;
  agent.capacity = data.capacity ?? agent.capacity;
  if (agent.status === data.status) return;
  agent.suspendedTotalMs = suspendedMs(agent, at);
  agent.status = data.status;
  agent.statusSince = at;
}

/** How long an agent has been suspended in all until `at`, milliseconds. */
export function suspendedMs(agent: Agent, at: number): number {
  const present = agent.status === 'suspended' && agent.statusSince !== null ? Math.max(0, at - agent.statusSince) : 0;
  return agent.suspendedTotalMs + present;
}

export const liveAgent = ({ suspendedTotalMs: _, ...live }: Agent): LiveAgent => live;
