import type { LoggedEvent } from '@watchfloor/contracts/event';

/** Rank of a type among events of the same instant (metrics.md, "Order, lateness, identity"). The prefix `io.watchfloor.` is optional. */
export function rankOf(type: string): number {
  switch (type.startsWith('io.watchfloor.') ? type.slice(14) : type) {
    case 'agent.status':
      return 0;
    case 'conversation.opened':
      return 1;
    case 'conversation.queued':
      return 2;
    case 'conversation.assigned':
      return 3;
    case 'message.received':
    case 'message.sent':
      return 4;
    case 'conversation.handed_over':
      return 5;
    case 'conversation.closed':
      return 6;
    default:
      return 7;
  }
}

type Ordered = Pick<LoggedEvent, 'time' | 'source' | 'id'> & { type: string };

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** True order: time, rank of the type, source, id. Texts compare by code unit, the same on every machine. */
export const compareTrueOrder = (a: Ordered, b: Ordered): number =>
  a.time - b.time || rankOf(a.type) - rankOf(b.type) || byText(a.source, b.source) || byText(a.id, b.id);
