import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { AgentStatus } from '@watchfloor/contracts/fact';
import { type AccountRow, whose } from './whose.ts';

type StatusEvent = Extract<LoggedEvent, { type: 'agent.status' }>;

/** A time in one state; `to` null: he still is in it. The same state said again does not restart it; it is his team's at its end. */
export type Stint = { agentId: string; status: AgentStatus; teamId: string | null; from: number; to: number | null };

/** Of a person who is set up, his team by that, if he has one. */
export type PersonRow = { id: string; teamId: string | null };
type Known = { accounts: readonly AccountRow[]; people: readonly PersonRow[]; now: number };

/** Present on any account is present. */
const STRONGEST: readonly AgentStatus[] = ['online', 'busy', 'away', 'suspended', 'offline'];

/** What the floor knows of its agents, people or accounts that stand for themselves, from all `agent.status` events in true order. */
export class Agents {
  readonly stints: Stint[] = [];
  readonly #events: StatusEvent[];
  readonly #known: Known;
  /** Teams of agents as their accounts have said them, in the order of time. */
  readonly #teams: { agentId: string; at: number; teamId: string | null }[] = [];

  constructor(events: readonly LoggedEvent[], known: Known) {
    this.#events = events.filter((event): event is StatusEvent => event.type === 'agent.status');
    this.#known = known;
    const ids = [...this.#events.map(({ subject }) => subject), ...known.accounts.map(({ personId }) => personId)];
    for (const agentId of new Set(ids)) this.#live(agentId);
  }

  /** His team by the settings, else by the last status that said one, up to and with that instant. */
  teamAt(agentId: string, at: number): string | null {
    const set = this.#known.people.find(({ id }) => id === agentId)?.teamId;
    return set ?? this.#teams.filter((told) => told.agentId === agentId && told.at <= at).at(-1)?.teamId ?? null;
  }

  /** Milliseconds of a stretch in which he was suspended. */
  suspendedMs(agentId: string, from: number, to: number): number {
    const suspensions = this.stints.filter((stint) => stint.agentId === agentId && stint.status === 'suspended');
    return suspensions.reduce((sum, stint) => sum + overlapMs(stint, { from, to }), 0);
  }

  /** Of those who have said their state by then, is everybody offline or suspended? */
  isNobodyThere(at: number): boolean {
    const latest = new Map(this.#events.filter(({ time }) => time <= at).map(({ subject, data }) => [subject, data.status]));
    return latest.size > 0 && [...latest.values()].every((status) => status === 'offline' || status === 'suspended');
  }

  /** Goes through an agent's life: everything that his accounts have said, and the instants at which one became his or ceased to be. */
  #live(agentId: string): void {
    const { accounts, now, people } = this.#known;
    const rows = accounts.filter((row) => row.personId === agentId || row.account === agentId);
    const names = new Set([agentId, ...rows.map(({ account }) => account)]);
    const turns = [...new Set(rows.flatMap(({ from, to }) => [from, to]))].flatMap((at) => (at === null || at > now ? [] : [at]));
    const said = this.#events.filter(({ subject }) => names.has(subject));
    const steps = [...turns.map((at) => ({ at, event: null })), ...said.map((event) => ({ at: event.time, event }))];
    steps.sort((a, b) => a.at - b.at || Number(a.event !== null) - Number(b.event !== null));
    let teamId: string | null = null;
    let present = null as Stint | null;
    for (const [index, { at, event }] of steps.entries()) {
      const sofar = steps.slice(0, index + 1).flatMap((step) => step.event ?? []);
      const his = [...new Set(sofar.map(({ subject }) => subject))].filter((account) => whose(accounts, account, at) === agentId);
      const before: string | null = people.find(({ id }) => id === agentId)?.teamId ?? teamId;
      if (event && his.includes(event.subject) && event.data.teamId !== undefined) teamId = event.data.teamId;
      teamId ??= his.map((account) => lastTeamOf(sofar, account)).find((team) => team !== null) ?? null;
      this.#teams.push({ agentId, at, teamId });
      const states = his.map((account) => sofar.findLast(({ subject }) => subject === account)?.data.status);
      const status = STRONGEST.find((each) => states.includes(each)) ?? null;
      if (status === (present?.status ?? null)) continue;
      if (present) Object.assign(present, { to: at, teamId: before });
      present = status && { agentId, status, teamId: null, from: at, to: null };
      if (present) this.stints.push(present);
    }
    if (present) present.teamId = this.teamAt(agentId, now);
  }
}

const lastTeamOf = (said: readonly StatusEvent[], account: string): string | null =>
  said.findLast(({ subject, data }) => subject === account && data.teamId !== undefined)?.data.teamId ?? null;

/** How long two stretches of time have in common, milliseconds. */
export function overlapMs(a: { from: number; to: number | null }, b: { from: number; to: number }): number {
  return Math.max(0, Math.min(a.to ?? Number.POSITIVE_INFINITY, b.to) - Math.max(a.from, b.from));
}
