import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Cut } from '@watchfloor/contracts/fact';
import type { Agents } from './agents.ts';
import type { Episode } from './cut-into-episodes.ts';

/** How things stand with a conversation; `agentId` is its holder. */
export type Standing = Cut & {
  /** The conversation's own id stands for a customer whom no event has named yet. */
  customerId: string;
  heldSince: number;
  /** A bot has replied and no human since, nor has one been asked for. */
  bot: boolean;
  lastReply: { agentId: string; teamId: string | null } | null;
};

/** An event of an episode, and how things stood before and after it. */
export type Moment = { event: LoggedEvent; at: number; before: Standing; after: Standing };

/** Goes through an episode event by event. `previous` is how the episode before ended: the customer, channel and shop are still known. */
export function momentsOf({ events }: Episode, agents: Agents, previous: Standing | null): Moment[] {
  const moments: Moment[] = [];
  let before = beginning(events[0], previous);
  for (const event of events) {
    const after = next(before, event, agents);
    moments.push({ event, at: event.time, before, after });
    before = after;
  }
  return moments;
}

function beginning(event: LoggedEvent, previous: Standing | null): Standing {
  const { type, subject } = event;
  const told: { customerId?: string; channel?: string | undefined; shopId?: string | undefined; teamId?: string | undefined } =
    type === 'conversation.opened' || type === 'message.received' || type === 'call.ringing' || type === 'call.answered' ? event.data : {};
  return {
    customerId: told.customerId ?? previous?.customerId ?? subject,
    channel: told.channel ?? (type.startsWith('call.') ? 'phone' : (previous?.channel ?? null)),
    shopId: told.shopId ?? previous?.shopId ?? null,
    teamId: told.teamId ?? null,
    agentId: null,
    heldSince: 0,
    bot: false,
    lastReply: previous?.lastReply ?? null,
  };
}

function next(before: Standing, event: LoggedEvent, agents: Agents): Standing {
  const { time: at } = event;
  switch (event.type) {
    case 'message.received': {
      const { customerId, channel, shopId } = event.data;
      return {
        ...before,
        customerId: before.customerId === event.subject ? customerId : before.customerId,
        channel: before.channel ?? channel ?? null,
        shopId: before.shopId ?? shopId ?? null,
      };
    }
    case 'conversation.queued':
      return { ...before, agentId: null, bot: false, teamId: event.data.teamId ?? before.teamId };
    case 'conversation.human_requested':
    case 'conversation.handed_over':
      return { ...before, bot: false, teamId: event.data.teamId ?? before.teamId };
    case 'conversation.assigned':
    case 'call.ringing':
      return event.data.agentId === undefined ? before : given(before, event.data.agentId, { at, teamId: event.data.teamId, agents });
    case 'call.answered': {
      const agentId = event.data.agentId ?? before.agentId;
      return agentId === null ? before : replied(given(before, agentId, { at, teamId: event.data.teamId, agents }), agentId, at, agents);
    }
    case 'message.sent': {
      const { from, agentId } = event.data;
      if (from === 'bot') return { ...before, bot: true };
      if (from === 'auto' || agentId === undefined) return before;
      // Who answers a conversation that is nobody's has it; a supervisor who does has not.
      const mine = from === 'agent' && before.agentId === null ? given(before, agentId, { at, teamId: undefined, agents }) : before;
      return replied(mine, agentId, at, agents);
    }
    case 'conversation.closed':
    case 'call.ended':
      return { ...before, agentId: null };
    default:
      return before;
  }
}

/** The team that the event says, else the agent's, else the one it had. */
function given(before: Standing, agentId: string, to: { at: number; teamId: string | undefined; agents: Agents }): Standing {
  const teamId = to.teamId ?? to.agents.teamAt(agentId, to.at) ?? before.teamId;
  return { ...before, agentId, teamId, heldSince: before.agentId === agentId ? before.heldSince : to.at };
}

const replied = (before: Standing, agentId: string, at: number, agents: Agents): Standing => ({
  ...before,
  bot: false,
  lastReply: { agentId, teamId: agents.teamAt(agentId, at) ?? before.teamId },
});

/** Who has sent the customer something, of a human's messages to him and of answered calls; null for everything else. */
export function replierOf({ event, after }: Moment): { agentId: string; teamId: string | null } | null {
  if (event.type === 'message.sent') return event.data.from === 'agent' || event.data.from === 'supervisor' ? after.lastReply : null;
  return event.type === 'call.answered' && after.agentId !== null ? after.lastReply : null;
}

/** For whom something counts at a moment: the holder, unless somebody else is to be credited. */
export const cutOf = ({ agentId, teamId, shopId, channel }: Standing, credited?: { agentId: string; teamId: string | null }): Cut => ({
  agentId,
  teamId,
  shopId,
  channel,
  ...credited,
});
