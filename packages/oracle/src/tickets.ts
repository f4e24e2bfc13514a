import type { LoggedEvent } from '@watchfloor/contracts/event';
import { inTrueOrder } from './true-order.ts';

type TicketEvent = Extract<LoggedEvent, { type: `ticket.${string}` }>;

/** An open ticket, as metrics.md sees it. Instants are epoch milliseconds. */
export type OpenTicket = {
  id: string;
  agentId: string | null;
  teamId: string | null;
  /** Since when no agent has touched it; null: one has. */
  untouchedSince: number | null;
  /** The last action of an agent, else its beginning. */
  lastActionAt: number;
  /** On what department it waits, and since when. */
  waiting: { department: string; since: number } | null;
};

/** The tickets of a floor that are open after its events, in any order, repeats included: each from its own events, question by question. */
export function openTickets(events: readonly LoggedEvent[]): OpenTicket[] {
  const ofTickets = inTrueOrder(events).filter((event): event is TicketEvent => event.type.startsWith('ticket.'));
  return [...Map.groupBy(ofTickets, ({ subject }) => subject)].flatMap(([id, own]) => ticketOf(id, own) ?? []);
}

function ticketOf(id: string, events: readonly TicketEvent[]): OpenTicket | null {
  const sinceResolved = events.slice(events.findLastIndex(({ type }) => type === 'ticket.resolved') + 1);
  // Opening what is open makes no sense.
  const life = sinceResolved.filter(({ type }, index) => index === 0 || type !== 'ticket.opened');
  const [first] = life;
  if (!first) return null;
  const last = (field: 'agentId' | 'teamId') => life.findLast(({ data }) => data[field] !== undefined)?.data[field] ?? null;
  const lastAction = life.findLastIndex(isAction);
  const reopenedThen = life.slice(lastAction + 1).find(({ type }) => type === 'ticket.reopened');
  return {
    id,
    agentId: last('agentId'),
    teamId: last('teamId'),
    untouchedSince: lastAction < 0 ? first.time : (reopenedThen?.time ?? null),
    lastActionAt: life[lastAction]?.time ?? first.time,
    waiting: waitingOf(life),
  };
}

/** An assignment is none, nor is a reopening. */
const isAction = ({ type }: TicketEvent): boolean => type === 'ticket.touched' || type === 'ticket.waiting_on';
const endsWaiting = ({ type }: TicketEvent): boolean => type === 'ticket.touched' || type === 'ticket.reopened';

/** Since the department was asked for the first time, unless it came back meanwhile or another was asked. */
function waitingOf(life: readonly TicketEvent[]): OpenTicket['waiting'] {
  const asked = life.slice(life.findLastIndex(endsWaiting) + 1).filter((event) => event.type === 'ticket.waiting_on');
  const department = asked.at(-1)?.data.department;
  if (department === undefined) return null;
  const others = asked.findLastIndex(({ data }) => data.department !== department);
  return { department, since: asked[others + 1]?.time ?? 0 };
}
