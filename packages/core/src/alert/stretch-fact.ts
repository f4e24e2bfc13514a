import type { Fact } from '@watchfloor/contracts/fact';

/** Name of what a fact tells of a stretch, whatever else it says; null for facts that tell of none. */
export function factName(fact: Fact): string | null {
  switch (fact.type) {
    case 'round.opened':
      return `begins ${fact.roundId}`;
    case 'round.closed':
      return `ends ${fact.roundId}`;
    case 'ticket.untouched':
      return `begins ${fact.ticketId}@${fact.at}`;
    case 'ticket.touched':
      return `ends ${fact.ticketId}@${fact.untouchedSince}`;
    default:
      return null;
  }
}

/** Name of the beginning that an end belongs to; null for anything else. */
export function beginningOfEnd(fact: Fact): string | null {
  const name = factName(fact);
  return name?.startsWith('ends ') ? `begins ${name.slice(5)}` : null;
}
