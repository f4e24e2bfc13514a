import type { TicketRow } from '@watchfloor/contracts/live';

/** Untouched tickets, the one nearest to its own limit first. */
export function nearestFirst(tickets: TicketRow[]): TicketRow[] {
  const dueAt = (ticket: TicketRow): number => Date.parse(ticket.since) + ticket.limitMs;
  return [...tickets].sort((a, b) => dueAt(a) - dueAt(b) || (a.ticketId < b.ticketId ? -1 : 1));
}
