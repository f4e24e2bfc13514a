import type { LoggedEvent } from '@watchfloor/contracts/event';

/** metrics.md, "Order, lateness, identity"; what is not named comes after everything that is. */
const RANKS = [
  'agent.status',
  'conversation.opened',
  'conversation.queued',
  'conversation.assigned',
  'message',
  'conversation.handed_over',
];
const CLOSED = 'conversation.closed';

function rank(type: string): number {
  if (type === CLOSED) return RANKS.length;
  const found = RANKS.findIndex((name) => name === type || (name === 'message' && type.startsWith('message.')));
  return found < 0 ? RANKS.length + 1 : found;
}

/** Every event once, known by source and id (of repeats the first counts), in true order: time, rank of the type, source, id. */
export function inTrueOrder(events: readonly LoggedEvent[]): LoggedEvent[] {
  const once: LoggedEvent[] = [];
  const seen = new Set<string>();
  for (const event of events) {
    const identity = JSON.stringify([event.source, event.id]);
    if (seen.has(identity)) continue;
    seen.add(identity);
    once.push(event);
  }
  return once.sort((a, b) => {
    if (a.time !== b.time) return a.time - b.time;
    if (rank(a.type) !== rank(b.type)) return rank(a.type) - rank(b.type);
    if (a.source !== b.source) return a.source < b.source ? -1 : 1;
    return a.id < b.id ? -1 : 1;
  });
}
