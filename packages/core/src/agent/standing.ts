import type { DataOf, LoggedEvent } from '@watchfloor/contracts/event';
import type { AgentStatus } from '@watchfloor/contracts/fact';

type StatusEvent = Extract<LoggedEvent, { type: 'agent.status' }>;
/** A change of status of an account, its subject. */
export type StatusChange = Pick<StatusEvent, 'time' | 'source' | 'id' | 'type' | 'subject'> & { data: DataOf<'agent.status'> };

/** A stretch in which an account is somebody's: half-open, epoch ms, null for an open end. */
export type Held = { account: string; from: number | null; to: number | null };

/** What one of several accounts has said last, whosever it is. */
type Part = { account: string; status: AgentStatus; teamId: string | null; capacity: number | null };

/** What is known of an agent at one instant. `suspendedTotalMs`: suspension that has ended, in all. `parts`: of one with accounts by the map. */
export type Standing = {
  name: string;
  teamId: string | null;
  status: AgentStatus | null;
  statusSince: number | null;
  capacity: number | null;
  suspendedTotalMs: number;
  parts?: Part[];
};

/** What changes a standing: an account says something, or (`data` null) one begins or ends being his. */
export type Step = Pick<StatusChange, 'time' | 'source' | 'id' | 'type' | 'subject'> & { data: StatusChange['data'] | null };

/** An account begins or ends being somebody's: before anything that is said at that instant. */
export const turnAt = (time: number): Step => ({ time, source: '', id: '', type: 'agent.status', subject: '', data: null });

/** Present on any account is present: of several states the first of these holds. */
const STRONGEST: readonly AgentStatus[] = ['online', 'busy', 'away', 'suspended', 'offline'];
const isPresent = (status: AgentStatus): boolean => status === 'online' || status === 'busy';

/** `accounts`: those of the map; without, an agent is his one account. The same status again does not restart its clock. */
export function applyStep(before: Standing, step: Step, accounts?: readonly Held[]): Standing {
  const { data, time } = step;
  if (!accounts) return data ? changed(before, { ...data, capacity: data.capacity ?? before.capacity }, time) : before;
  const parts = data ? withPart(before.parts ?? [], step.subject, data) : (before.parts ?? []);
  const his = parts.filter(({ account }) => isHeld(accounts, account, time));
  const said: Partial<StatusChange['data']> = data && isHeld(accounts, step.subject, time) ? data : {};
  const teamId = said.teamId ?? before.teamId ?? his.find((part) => part.teamId !== null)?.teamId;
  return { ...changed(before, { ...said, teamId, ...together(his) }, time), parts };
}

type Said = { status: AgentStatus | null; capacity: number | null; name?: string | undefined; teamId?: string | null | undefined };

function changed(before: Standing, { status, capacity, name, teamId }: Said, time: number): Standing {
  const known = { name: name ?? before.name, teamId: teamId ?? before.teamId, capacity };
  if (before.status === status) return { ...before, ...known };
  return { ...known, suspendedTotalMs: suspendedUntil(before, time), status, statusSince: status === null ? null : time };
}

function withPart(parts: readonly Part[], account: string, { status, teamId, capacity }: StatusChange['data']): Part[] {
  const old = parts.find((part) => part.account === account);
  const part = { account, status, teamId: teamId ?? old?.teamId ?? null, capacity: capacity ?? old?.capacity ?? null };
  return old ? parts.map((each) => (each === old ? part : each)) : [...parts, part];
}

/** Several accounts as one: the seats are those of the accounts that are there, of all when none is. */
function together(parts: readonly Part[]): { status: AgentStatus | null; capacity: number | null } {
  const status = STRONGEST.find((each) => parts.some((part) => part.status === each)) ?? null;
  const there = parts.filter((part) => isPresent(part.status));
  const seats = (there.length > 0 ? there : parts).flatMap(({ capacity }) => capacity ?? []);
  return { status, capacity: seats.length === 0 ? null : seats.reduce((sum, n) => sum + n, 0) };
}

export const isHeld = (accounts: readonly Held[], account: string, at: number): boolean =>
  accounts.some((held) => held.account === account && (held.from === null || held.from <= at) && (held.to === null || at < held.to));

export function suspendedUntil({ status, statusSince, suspendedTotalMs }: Standing, at: number): number {
  return suspendedTotalMs + (status === 'suspended' && statusSince !== null ? Math.max(0, at - statusSince) : 0);
}
