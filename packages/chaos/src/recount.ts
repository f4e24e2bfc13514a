import type { SentEvent } from './load/story.ts';

/** How many and how long: milliseconds; `avg` rounded half up. */
export type Lengths = { count: number; avg: number | null; max: number | null };
export type Wait = { conversation: string; since: number };
/** What a floor must show, counted from what its client was told was taken. */
export type Recounted = {
  events: number;
  response: Lengths;
  firstResponse: Lengths;
  handled: number;
  conversations: number;
  agents: Record<string, { response: Lengths; handleTime: Lengths; handled: number }>;
  open: number;
  /** Conversations in which somebody waits. */
  waiting: string[];
  /** Waits over the limit that are over, and those that are not. */
  overdueEnded: string[];
  overdueNow: string[];
};

type Agent = { responses: number[]; handled: Set<string>; stretches: number[] };

/**
 * The slow obvious way, with nothing of packages/core: one conversation after the other, its events by their times. It knows only what
 * load/story.ts tells of: opened, assigned, received, sent by an agent, closed, at instants that differ.
 */
export function recount(events: SentEvent[], { limitMs, now }: { limitMs: number; now: number }): Recounted {
  const responses: number[] = [];
  const firstResponses: number[] = [];
  const customers = new Set<string>();
  const agents = new Map<string, Agent>();
  const agent = (id: string): Agent => {
    const found = agents.get(id) ?? { responses: [], handled: new Set(), stretches: [] };
    agents.set(id, found);
    return found;
  };
  const waiting: string[] = [];
  const overdueEnded: string[] = [];
  const overdueNow: string[] = [];
  let open = 0;
  let conversations = 0;

  for (const [subject, own] of Map.groupBy(events, (event) => event.subject)) {
    let customer = '';
    let openedAt = 0;
    let askedAt: number | null = null;
    let answered = false;
    let closed = false;
    const holders: { agentId: string; from: number; to: number }[] = [];
    const letGo = (at: number) => {
      const last = holders.at(-1);
      if (last && last.to === Number.POSITIVE_INFINITY) {
        last.to = at;
        agent(last.agentId).stretches.push(at - last.from);
      }
    };
    const endWait = (at: number) => {
      if (askedAt !== null && at - askedAt >= limitMs) overdueEnded.push(nameOf({ conversation: subject, since: askedAt }));
      askedAt = null;
    };
    for (const { at, type, data } of own
      .map((event) => ({ ...event, at: Date.parse(event.time), type: event.type.replace('io.watchfloor.', '') }))
      .sort((a, b) => a.at - b.at)) {
      const agentId = String(data.agentId ?? '');
      if (type === 'conversation.opened') {
        conversations += 1;
        openedAt = at;
        customer = String(data.customerId);
      }
      if (type === 'conversation.assigned') {
        letGo(at);
        holders.push({ agentId, from: at, to: Number.POSITIVE_INFINITY });
      }
      if (type === 'message.received') askedAt ??= at;
      if (type === 'message.sent') {
        customers.add(customer);
        agent(agentId).handled.add(customer);
        if (!answered) firstResponses.push(at - openedAt);
        answered = true;
        if (askedAt !== null) {
          const since = askedAt;
          responses.push(at - since);
          const held = holders.filter((each) => each.agentId === agentId).map(({ from, to }) => Math.min(to, at) - Math.max(from, since));
          agent(agentId).responses.push(held.reduce((sum, ms) => sum + Math.max(0, ms), 0));
        }
        endWait(at);
      }
      if (type === 'conversation.closed') {
        letGo(at);
        endWait(at);
        closed = true;
      }
    }
    if (!closed && holders.length > 0) open += 1;
    if (askedAt !== null) waiting.push(subject);
    if (askedAt !== null && now - askedAt >= limitMs) overdueNow.push(nameOf({ conversation: subject, since: askedAt }));
  }
  return {
    events: events.length,
    response: lengths(responses),
    firstResponse: lengths(firstResponses),
    handled: customers.size,
    conversations,
    agents: Object.fromEntries(
      [...agents]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([id, { responses, handled, stretches }]) => [
          id,
          { response: lengths(responses), handleTime: lengths(stretches), handled: handled.size },
        ]),
    ),
    open,
    waiting: waiting.sort(),
    overdueEnded: overdueEnded.sort(),
    overdueNow: overdueNow.sort(),
  };
}

/** A wait by its conversation and its beginning: one alert belongs to it. */
export const nameOf = ({ conversation, since }: Wait): string => `${conversation} since ${new Date(since).toISOString()}`;

function lengths(values: number[]): Lengths {
  if (values.length === 0) return { count: 0, avg: null, max: null };
  const sum = values.reduce((all, value) => all + value, 0);
  return { count: values.length, avg: Math.floor(sum / values.length + 0.5), max: values.reduce((a, b) => Math.max(a, b)) };
}
