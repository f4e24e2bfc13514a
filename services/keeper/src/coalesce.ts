import type { Fact } from '@watchfloor/contracts/fact';

/** Name of the thing whose present state a fact carries; null for facts that tell what happened. */
function presentOf(fact: Fact): string | null {
  switch (fact.type) {
    case 'conversation.changed':
      return `c:${fact.conversation.id}`;
    case 'conversation.removed':
      return `c:${fact.conversationId}`;
    case 'ticket.changed':
      return `t:${fact.ticket.id}`;
    case 'ticket.removed':
      return `t:${fact.ticketId}`;
    case 'agent.changed':
      return `a:${fact.agent.id}`;
    default:
      return null;
  }
}

/** Of several present states of one thing only the last counts; what happened stays, all of it, in its order. */
export function coalesce(facts: Fact[]): Fact[] {
  const last = new Map<string, Fact>();
  for (const fact of facts) {
    const name = presentOf(fact);
    if (name !== null) last.set(name, fact);
  }
  return facts.filter((fact) => {
    const name = presentOf(fact);
    return name === null || last.get(name) === fact;
  });
}
