import type { Conversation, Step, Ticket } from './floor-state.ts';

/** What could not be settled in the talk becomes a ticket; every fifth is a complaint. */
export function openTicket(step: Step, at: number, conversation: Conversation, openedBy: string): void {
  const { state, random } = step;
  state.counted.tickets += 1;
  const id = `ticket-${state.run}-${state.counted.tickets}`;
  const kind = random.pick(['complaint', 'refund', 'exchange', 'logistics', 'logistics']);
  const ticket: Ticket = { id, kind, customer: conversation.customer, conversation: conversation.id };
  state.tickets.set(id, ticket);
  const priority = kind === 'complaint' ? 'high' : 'normal';
  step.emit(at, 'ticket.opened', id, {
    customerId: ticket.customer,
    conversationId: ticket.conversation,
    teamId: 'aftersales',
    kind,
    priority,
  });
  // He who opened it keeps it, mostly.
  ticket.agent = random.chance(0.7) ? openedBy : random.pick(['a-he', 'a-luo', 'a-gao', 'a-song']);
  step.plan(at + random.between(5_000, 30_000), { kind: 'assign_ticket', ticket: id });
}

export function assignTicket(step: Step, at: number, ticket: Ticket): void {
  step.emit(at, 'ticket.assigned', ticket.id, about(ticket));
  // Most are taken up soon; some lie until a complaint's limit of 15 minutes has passed.
  const lies = step.random.chance(0.08) ? step.random.between(900_000, 1_500_000) : step.random.exponential(240_000);
  step.plan(at + 10_000 + lies, { kind: 'touch_ticket', ticket: ticket.id });
}

export function touchTicket(step: Step, at: number, ticket: Ticket): void {
  step.emit(at, 'ticket.touched', ticket.id, about(ticket));
  const elsewhere = step.random.chance(0.15);
  if (elsewhere) step.emit(at + 1, 'ticket.waiting_on', ticket.id, { ...about(ticket), department: '仓库' });
  step.plan(at + 15_000 + step.random.exponential(elsewhere ? 600_000 : 300_000), { kind: 'resolve_ticket', ticket: ticket.id });
}

export function resolveTicket(step: Step, at: number, ticket: Ticket): void {
  step.emit(at, 'ticket.resolved', ticket.id, about(ticket));
  step.state.tickets.delete(ticket.id);
}

const about = ({ agent, kind }: Ticket): { kind: string; agentId?: string } => ({
  kind,
  ...(agent === undefined ? {} : { agentId: agent }),
});
