import { accountFor } from './roster.ts';
import type { Conversation, Person, Simulation, Ticket } from './simulation.ts';

const OPENED_FROM_TALK = 0.012;
const KINDS = ['complaint', 'refund', 'exchange', 'logistics', 'logistics', 'invoice', 'quality'] as const;
const DEPARTMENTS = ['仓库', '财务', '物流', '质检'] as const;
/** A ticket that lies until a complaint's limit of 15 minutes has passed. */
const LIES = 0.08;
const REOPENED = 0.05;
/** Another department has to do something first. */
const ELSEWHERE = 0.25;

/** What cannot be settled in an after-sales talk becomes a ticket. */
export function maybeOpenTicket(sim: Simulation, at: number, conversation: Conversation, by: Person): void {
  if (conversation.intent === 'aftersales' && sim.random.chance(OPENED_FROM_TALK)) openTicket(sim, at, conversation, by);
}

/** He who opened it keeps it, mostly; what was bought or broken is somebody else's now and then. */
export function openTicket(sim: Simulation, at: number, conversation: Conversation, by: Person): void {
  const { random, counted, run } = sim;
  counted.tickets += 1;
  const ticket: Ticket = {
    id: `ticket-${run}-${counted.tickets}`,
    lastEventAt: 0,
    kind: random.pick(KINDS),
    customer: conversation.customer.id,
    conversation: conversation.id,
    person: random.chance(0.7) ? by : (someoneElse(sim) ?? by),
  };
  sim.tickets.set(ticket.id, ticket);
  sim.emit(at, 'ticket.opened', ticket, {
    customerId: ticket.customer,
    conversationId: ticket.conversation,
    teamId: 'aftersales',
    kind: ticket.kind,
    priority: ticket.kind === 'complaint' ? 'high' : 'normal',
  });
  sim.later(at + random.between(5_000, 30_000), (now) => {
    sim.emit(now, 'ticket.assigned', ticket, about(ticket));
    const lies = random.chance(LIES) ? random.between(900_000, 1_500_000) : random.exponential(240_000);
    attend(sim, now + 10_000 + lies, ticket, touch);
  });
}

type Deed = (sim: Simulation, at: number, ticket: Ticket) => void;

/** Customers who wait go before tickets: he gets to it when he owes nobody an answer; one who has gone home has it taken off him. */
function attend(sim: Simulation, at: number, ticket: Ticket, deed: Deed): void {
  sim.later(at, (now) => {
    if (!sim.tickets.has(ticket.id)) return;
    const { status, writing } = ticket.person;
    if (status === 'offline') {
      const other = someoneElse(sim);
      if (other) {
        ticket.person = other;
        sim.emit(now, 'ticket.assigned', ticket, about(ticket));
      }
      attend(sim, now + 120_000, ticket, deed);
    } else if (writing || status === 'away') attend(sim, now + sim.random.between(10_000, 40_000), ticket, deed);
    else deed(sim, now, ticket);
  });
}

function touch(sim: Simulation, at: number, ticket: Ticket): void {
  const { random } = sim;
  sim.emit(at, 'ticket.touched', ticket, about(ticket));
  if (!random.chance(ELSEWHERE)) {
    attend(sim, at + 15_000 + random.exponential(300_000), ticket, resolve);
    return;
  }
  const department = random.pick(DEPARTMENTS);
  sim.later(at + random.between(2_000, 20_000), (now) => sim.emit(now, 'ticket.waiting_on', ticket, { ...about(ticket), department }));
  // The department has answered: it is the agent's again.
  attend(sim, at + 60_000 + random.exponential(1_200_000), ticket, (sim, now) => {
    sim.emit(now, 'ticket.touched', ticket, about(ticket));
    attend(sim, now + 15_000 + random.exponential(120_000), ticket, resolve);
  });
}

function resolve(sim: Simulation, at: number, ticket: Ticket): void {
  const { random } = sim;
  sim.emit(at, 'ticket.resolved', ticket, about(ticket));
  sim.tickets.delete(ticket.id);
  if (!random.chance(REOPENED)) return;
  sim.later(at + random.between(600_000, 3_600_000), (now) => {
    sim.tickets.set(ticket.id, ticket);
    sim.emit(now, 'ticket.reopened', ticket, about(ticket));
    attend(sim, now + random.exponential(300_000), ticket, touch);
  });
}

function someoneElse({ byTeam, random }: Simulation): Person | null {
  const there = byTeam.aftersales.filter(({ status }) => status !== 'offline');
  return there[Math.floor(random.next() * there.length)] ?? null;
}

const about = ({ person, kind }: Ticket): { kind: string; agentId: string } => ({ kind, agentId: accountFor(person, '').id });
