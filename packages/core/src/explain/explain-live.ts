import type { LeftOutReason } from '@watchfloor/contracts/explanation';
import type { LiveAgent, LiveConversation, LiveTicket } from '@watchfloor/contracts/fact';
import type { FloorView } from '../live/floor-view.ts';
import { ACTIVE_MS, type Asked as AskedRows, isDormant, isIdle, leftSince, ticketRow, waitingRow } from '../live/rows.ts';
import { FLOOR_SUBJECT, idOfSubject, isAgentSubject, type SubjectKey } from '../window/subject.ts';
import type { LeftOut } from './left-out.ts';
import type { Thing } from './thing-of.ts';

/** As what a thing counts now: the path of a figure, and how many. */
export type LiveItem = Thing & { counted: { as: string; at: number; n: number }[] };
export type LivePage = { items: LiveItem[]; leftOut: (Thing & LeftOut)[] };

type Asked = AskedRows & { subject: SubjectKey };
/** What is said of one thing: since when it counts and how many, or why it does not; null where nobody asks. */
type Word = { since: number | null; n?: number } | LeftOutReason | null;

/** What a figure of now counts, what has lasted longest first; null of a figure that is none of these. */
export function explainLive(path: string, asked: Asked): LivePage | null {
  const ofConversation = CONVERSATIONS[path];
  const ofTicket = TICKETS[path];
  const ofAgent = AGENTS[path];
  // Made of a reply rate of today, which has an explanation of its own.
  if (path === 'slack') return { items: [], leftOut: [] };
  if (!ofConversation && !ofTicket && !ofAgent) return null;
  const { view, subject } = asked;
  const page: LivePage = { items: [], leftOut: [] };
  const held = view.subjects.get(subject);
  if (ofConversation)
    for (const id of held?.conversations ?? []) {
      const conversation = view.conversations.get(id);
      if (conversation)
        say(page, thingOfConversation(conversation, asked.now), ofConversation.as, ofConversation.tell(conversation, asked));
    }
  if (ofTicket)
    for (const id of held?.tickets ?? []) {
      const ticket = view.tickets.get(id);
      if (ticket) say(page, thingOfTicket(ticket, asked), ofTicket.as, ofTicket.tell(ticket, asked));
    }
  if (ofAgent)
    for (const agent of agentsOf(view, subject)) say(page, thingOfAgent(agent, asked.now), ofAgent.as, ofAgent.tell(agent, asked));
  page.items.sort((a, b) => (a.since ?? 0) - (b.since ?? 0) || (a.id < b.id ? -1 : 1));
  return page;
}

function say({ items, leftOut }: LivePage, thing: Thing, as: string, word: Word): void {
  if (word === null) return;
  if (typeof word === 'string') leftOut.push({ ...thing, reason: word, detail: null });
  else {
    const { since, n = 1 } = word;
    items.push({ ...thing, since, ms: since === null ? null : Math.max(0, thing.at - since), counted: [{ as, at: since ?? thing.at, n }] });
  }
}

type Teller<T> = { as: string; tell: (thing: T, asked: Asked) => Word };

const waits: Teller<LiveConversation> = { as: 'waiting', tell: ({ waitingSince: since }) => (since === null ? null : { since }) };
const queues: Teller<LiveConversation> = { as: 'queued', tell: ({ queuedSince: since }) => (since === null ? null : { since }) };
const isActive: Teller<LiveConversation> = {
  as: 'active',
  tell: ({ agentId, lastMessageAt: since }, { now }) => (agentId === null ? null : now - since < ACTIVE_MS ? { since } : 'quiet'),
};

/** How long a conversation's customer waits, and the limits in force for him. */
function waited(conversation: LiveConversation, asked: Asked) {
  const row = waitingRow(conversation, asked);
  return row && { since: conversation.waitingSince, warned: row.waitMs >= row.warningMs, overdue: row.waitMs >= row.limitMs };
}

const CONVERSATIONS: Readonly<Record<string, Teller<LiveConversation>>> = {
  open: {
    as: 'open',
    tell: (conversation, asked) =>
      conversation.agentId === null ? null : isDormant(conversation, asked) ? 'dormant' : { since: conversation.openedAt },
  },
  dormant: {
    as: 'dormant',
    tell: (conversation, asked) =>
      conversation.agentId !== null && isDormant(conversation, asked) ? { since: conversation.lastMessageAt } : null,
  },
  waiting: waits,
  longestWaitMs: waits,
  overdue: {
    as: 'overdue',
    tell(conversation, asked) {
      const row = waited(conversation, asked);
      return row && (row.overdue ? { since: row.since } : 'inTime');
    },
  },
  savable: {
    as: 'savable',
    tell(conversation, asked) {
      const row = waited(conversation, asked);
      if (row?.overdue) return 'overdue';
      return row && (row.warned ? { since: row.since } : 'inTime');
    },
  },
  queued: queues,
  longestQueueMs: queues,
  active: isActive,
  load: isActive,
};

const untouched: Teller<LiveTicket> = {
  as: 'unhandledTickets',
  tell: (ticket, asked) => (ticketRow(ticket, asked) ? { since: ticket.untouchedSince } : 'touched'),
};
const idle: Teller<LiveTicket> = {
  as: 'idleTickets',
  tell: (ticket, asked) =>
    isIdle(ticket, asked) ? { since: leftSince(ticket) } : ticket.waitingOn === null ? 'inTime' : 'waitsOnDepartment',
};
const TICKETS: Readonly<Record<string, Teller<LiveTicket>>> = {
  unhandledTickets: untouched,
  oldestTicketMs: untouched,
  idleTickets: idle,
};

const isPresent = ({ status }: LiveAgent): boolean => status === 'online' || status === 'busy';
const seats: Teller<LiveAgent> = {
  as: 'capacity',
  tell(agent, { subject }) {
    if (agent.capacity === null) return null;
    // An agent's own capacity does not go away with him; the floor has only the seats of those who are there.
    return isAgentSubject(subject) || isPresent(agent) ? { since: agent.statusSince, n: agent.capacity } : 'absent';
  },
};
const inState = (path: string, is: (agent: LiveAgent) => boolean): Teller<LiveAgent> => ({
  as: path,
  tell: (agent) => (agent.status !== null && is(agent) ? { since: agent.statusSince } : null),
});
const AGENTS: Readonly<Record<string, Teller<LiveAgent>>> = {
  status: inState('status', () => true),
  statusMs: inState('statusMs', () => true),
  capacity: seats,
  load: seats,
  ...Object.fromEntries(
    (['online', 'busy', 'away', 'suspended', 'offline'] as const).map((state) => [
      `agents.${state}`,
      inState(`agents.${state}`, ({ status }) => status === state),
    ]),
  ),
};

/** The agents that figures of agents are about: all of a floor, or the one. */
function agentsOf({ agents }: FloorView, subject: SubjectKey): Iterable<LiveAgent> {
  if (subject === FLOOR_SUBJECT) return agents.values();
  const one = isAgentSubject(subject) ? agents.get(idOfSubject(subject)) : undefined;
  return one ? [one] : [];
}

const NOTHING_MORE = { since: null, ms: null, customer: null, score: null, times: null };

function thingOfConversation(conversation: LiveConversation, at: number): Thing {
  const { id, customer, agentId, teamId, shopId, channel } = conversation;
  return { ...NOTHING_MORE, kind: 'conversation', id, at, conversationId: id, customer, cut: { agentId, teamId, shopId, channel } };
}

function thingOfTicket({ id, agentId, teamId, conversationId }: LiveTicket, { now: at }: Asked): Thing {
  return { ...NOTHING_MORE, kind: 'ticket', id, at, conversationId, cut: { agentId, teamId, shopId: null, channel: null } };
}

function thingOfAgent({ id, teamId }: LiveAgent, at: number): Thing {
  return { ...NOTHING_MORE, kind: 'agent', id, at, conversationId: null, cut: { agentId: id, teamId, shopId: null, channel: null } };
}
