import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { AgentStatus } from '@watchfloor/contracts/fact';

type StatusEvent = Extract<LoggedEvent, { type: 'agent.status' }>;

/** A time in one state; `to` null: he still is in it. The same state said again does not restart it; it is his team's at its end. */
export type Stint = { agentId: string; status: AgentStatus; teamId: string | null; from: number; to: number | null };

/** What the floor knows of its agents, from all their `agent.status` events in true order. */
export class Agents {
  readonly stints: Stint[] = [];
  readonly #events: StatusEvent[];

  constructor(events: readonly LoggedEvent[]) {
    this.#events = events.filter((event): event is StatusEvent => event.type === 'agent.status');
    for (const agentId of new Set(this.#events.map(({ subject }) => subject))) this.stints.push(...this.#stintsOf(agentId));
  }

  /** His team by the last status that said one, up to and with that instant. */
  teamAt(agentId: string, at: number): string | null {
    const told = this.#events.filter(({ subject, time, data }) => subject === agentId && time <= at && data.teamId !== undefined);
    return told.at(-1)?.data.teamId ?? null;
  }

  /** Milliseconds of a stretch in which he was suspended. */
  suspendedMs(agentId: string, from: number, to: number): number {
    const suspensions = this.stints.filter((stint) => stint.agentId === agentId && stint.status === 'suspended');
    return suspensions.reduce((sum, stint) => sum + overlapMs(stint, { from, to }), 0);
  }

  #stintsOf(agentId: string): Stint[] {
    const stints: Stint[] = [];
    for (const { subject, time, data } of this.#events) {
      if (subject !== agentId) continue;
      const present = stints.at(-1);
      const teamId = data.teamId ?? present?.teamId ?? null;
      if (present?.status === data.status) present.teamId = teamId;
      else {
        if (present) present.to = time;
        stints.push({ agentId, status: data.status, teamId, from: time, to: null });
      }
    }
    return stints;
  }
}

/** How long two stretches of time have in common, milliseconds. */
export function overlapMs(a: { from: number; to: number | null }, b: { from: number; to: number }): number {
  return Math.max(0, Math.min(a.to ?? Number.POSITIVE_INFINITY, b.to) - Math.max(a.from, b.from));
}
