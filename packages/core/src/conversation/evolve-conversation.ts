import type { DataOf, LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact, FactOf } from '@watchfloor/contracts/fact';
import { type AgentKnowledge, answer, assign, endEpisode, unassign } from './episode.ts';
import { closeRound, openRound } from './round.ts';
import { type ClosedConversation, type Conversation, cutOf, displayName, type OpenConversation } from './state.ts';

/** A text up to this long after the close is the closing text and changes nothing. */
const CLOSING_TEXT_MS = 2_000;
/** So long after its close (event time) a conversation is forgotten: its id is as good as new, whether or not its keeper still remembers it. */
export const FORGET_MS = 20 * 60_000;

type EventOf<T extends LoggedEvent['type']> = Extract<LoggedEvent, { type: T }>;
export type ConversationEvent = EventOf<
  | 'conversation.opened'
  | 'conversation.queued'
  | 'conversation.human_requested'
  | 'conversation.handed_over'
  | 'conversation.assigned'
  | 'conversation.closed'
  | 'message.received'
  | 'message.sent'
  | 'call.ringing'
  | 'call.answered'
  | 'call.held'
  | 'call.ended'
>;

/** What an event does to one conversation: its next state, facts and what it takes back of earlier ones, or why it is ignored. The state given may be changed in place. */
export type Evolved = { state: Conversation; facts: Fact[]; retracts?: Fact[] } | { ignored: string };

/** Identity of an event within its floor: names the round or episode that it opens. */
export const identityOf = ({ source, id }: { source: string; id: string }): string =>
  // Escaped, so that no two pairs give one text.
  `${/[#%]/.test(source) ? source.replaceAll('%', '%25').replaceAll('#', '%23') : source}#${id}`;

/** The rules of metrics.md, "The unit", for one conversation. Pure: time is the event's. */
export function evolveConversation(kept: Conversation | undefined, event: ConversationEvent, agents: AgentKnowledge): Evolved {
  const facts: Fact[] = [];
  const before = kept?.phase === 'closed' && event.time - kept.closedAt > FORGET_MS ? undefined : kept;
  switch (event.type) {
    case 'conversation.opened': {
      if (before?.phase === 'open') return { ignored: 'the conversation is open already' };
      const state = begin(event, { facts, before, startedBy: 'customer', about: event.data });
      state.queuedSince = event.time;
      return { state, facts };
    }
    case 'conversation.queued':
    case 'conversation.human_requested':
    case 'conversation.handed_over':
      return request(before, event, agents, facts);
    case 'conversation.assigned': {
      if (before?.phase === 'closed') return { ignored: 'the conversation is closed' };
      const state = before ?? begin(event, { facts, before, startedBy: 'customer' });
      assign(
        state,
        { agentId: event.data.agentId, teamId: event.data.teamId ?? null, at: event.time, by: identityOf(event) },
        agents,
        facts,
      );
      return { state, facts };
    }
    case 'conversation.closed':
      return close(before, { at: event.time, reason: event.data.reason ?? null }, agents, facts);
    case 'message.received':
      return receive(before, event, facts);
    case 'message.sent':
      return send(before, event, agents, facts);
    default:
      return evolveCall(before, event, agents);
  }
}

type About = Partial<DataOf<'conversation.opened'>>;
type Beginning = { facts: Fact[]; before: Conversation | undefined; startedBy: 'customer' | 'agent'; about?: About };

/** A new episode, of a new conversation or of one that had ended. */
function begin(event: LoggedEvent, { facts, before, startedBy, about = {} }: Beginning): OpenConversation {
  const old: Partial<ClosedConversation> = before?.phase === 'closed' ? before : {};
  const customerId = about.customerId ?? old.customerId ?? event.subject;
  const state: OpenConversation = {
    phase: 'open',
    id: event.subject,
    customerId,
    customer: about.customerName === undefined && old.customer ? old.customer : displayName(about.customerName, customerId),
    channel: about.channel ?? old.channel ?? null,
    shopId: about.shopId ?? old.shopId ?? null,
    teamId: about.teamId ?? null,
    topic: about.topic ?? null,
    orderValue: about.orderValue === undefined ? null : String(about.orderValue),
    intent: about.intent ?? null,
    lastMessageAt: event.time,
    involved: old.involved ?? [],
    episode: {
      id: identityOf(event),
      openedAt: event.time,
      startedBy,
      requestedAt: null,
      wantedHuman: false,
      answeredByHuman: false,
      said: null,
    },
    hold: null,
    queuedSince: null,
    bot: false,
    round: null,
  };
  const said = episodeOpened(state);
  facts.push(said);
  if (state.channel === null || state.shopId === null || customerId === state.id) state.episode.said = said;
  return state;
}

function episodeOpened(state: OpenConversation): FactOf<'episode.opened'> {
  const { id, customerId, intent, topic, episode } = state;
  const { id: episodeId, openedAt: at, startedBy } = episode;
  return { type: 'episode.opened', at, episodeId, conversationId: id, customerId, intent, topic, startedBy, cut: cutOf(state, null) };
}

type Request = EventOf<'conversation.queued' | 'conversation.human_requested' | 'conversation.handed_over'>;

function request(before: Conversation | undefined, event: Request, agents: AgentKnowledge, facts: Fact[]): Evolved {
  if (before?.phase === 'closed') return { ignored: 'the conversation is closed' };
  const state =
    before ??
    begin(event, { facts, before, startedBy: 'customer', about: { ...(event.data.teamId ? { teamId: event.data.teamId } : {}) } });
  state.teamId = event.data.teamId ?? state.teamId;
  // Being put into the queue is a request only of one who did not want a human before: who has asked a question has waited since then.
  if (event.type !== 'conversation.queued' || state.bot || !state.episode.wantedHuman) wantHuman(state, event.time);
  // Back into the queue: whoever held it has let go.
  if (event.type === 'conversation.queued' && state.hold) unassign(state, event.time, agents, facts);
  if (!state.hold)
    state.queuedSince = state.episode.requestedAt === event.time || state.queuedSince === null ? event.time : state.queuedSince;
  if (event.type !== 'conversation.queued') openRound(state, event.time, identityOf(event), facts);
  return { state, facts };
}

function wantHuman(state: OpenConversation, at: number): void {
  state.bot = false;
  state.episode.wantedHuman = true;
  if (!state.episode.answeredByHuman) state.episode.requestedAt ??= at;
}

function receive(before: Conversation | undefined, event: EventOf<'message.received'>, facts: Fact[]): Evolved {
  const { data, time } = event;
  const state = before?.phase === 'open' ? before : begin(event, { facts, before, startedBy: 'customer', about: data });
  state.lastMessageAt = Math.max(state.lastMessageAt, time);
  state.channel ??= data.channel ?? null;
  state.shopId ??= data.shopId ?? null;
  state.topic = data.topic ?? state.topic;
  if (state.customerId === state.id) {
    state.customerId = data.customerId;
    state.customer = displayName(data.customerName, data.customerId);
  }
  const retracts = tellBeginningAnew(state, facts);
  if (state.bot) return { state, facts, retracts };
  state.episode.wantedHuman = true;
  if (!state.hold) state.queuedSince ??= time;
  openRound(state, time, identityOf(event), facts);
  return { state, facts, retracts };
}

/**
 * An assignment of the same instant comes before the message (metrics.md, true order) and began an episode that it knew nothing of: what was said
 * of the beginning is taken back and said with what the first message tells. Gives what is taken back.
 */
function tellBeginningAnew(state: OpenConversation, facts: Fact[]): Fact[] {
  const { said } = state.episode;
  if (!said) return [];
  state.episode.said = null;
  const { customerId, channel, shopId } = state;
  if (said.customerId === customerId && said.cut.channel === channel && said.cut.shopId === shopId) return [];
  const now = { ...said, customerId, cut: { ...said.cut, channel, shopId } };
  const mine = facts.indexOf(said);
  if (mine < 0) facts.push(now);
  else facts[mine] = now;
  return mine < 0 ? [said] : [];
}

function send(before: Conversation | undefined, event: EventOf<'message.sent'>, agents: AgentKnowledge, facts: Fact[]): Evolved {
  const { data, time } = event;
  if (data.private) return before ? { state: before, facts } : { ignored: 'a private note in an unknown conversation' };
  if (before?.phase === 'closed') {
    if (time - before.closedAt <= CLOSING_TEXT_MS || data.from === 'auto' || data.from === 'bot') return { state: before, facts };
  }
  const human = data.from === 'agent' || data.from === 'supervisor';
  const state = before?.phase === 'open' ? before : begin(event, { facts, before, startedBy: human ? 'agent' : 'customer' });
  state.lastMessageAt = Math.max(state.lastMessageAt, time);
  if (human && data.agentId !== undefined) {
    answer(
      state,
      { id: identityOf(event), agentId: data.agentId, by: data.from === 'supervisor' ? 'supervisor' : 'agent', at: time },
      agents,
      facts,
    );
  } else if (data.from === 'bot') {
    state.bot = true;
    state.queuedSince = null;
    closeRound(state, { at: time, outcome: 'withdrawn' }, facts);
  }
  return { state, facts };
}

function close(
  before: Conversation | undefined,
  end: { at: number; reason: string | null },
  agents: AgentKnowledge,
  facts: Fact[],
): Evolved {
  if (before === undefined) return { ignored: 'the conversation is not known' };
  if (before.phase === 'closed') return { ignored: 'the conversation is closed already' };
  const lastAgentId = before.hold?.agentId ?? null;
  endEpisode(before, end, agents, facts);
  const { id, customerId, customer, channel, shopId, teamId, topic, orderValue, intent, lastMessageAt, involved } = before;
  const state: ClosedConversation = {
    phase: 'closed',
    id,
    customerId,
    customer,
    channel,
    shopId,
    teamId,
    topic,
    orderValue,
    intent,
    lastMessageAt,
    involved,
    closedAt: end.at,
    lastAgentId,
  };
  return { state, facts };
}

type CallEvent = EventOf<'call.ringing' | 'call.answered' | 'call.held' | 'call.ended'>;

/** A call is a conversation on the telephone: ringing opens and queues it, answering is the human reply, the end closes it. */
function evolveCall(before: Conversation | undefined, event: CallEvent, agents: AgentKnowledge): Evolved {
  const { data, time } = event;
  const facts: Fact[] = [];
  const about = { ...data, channel: data.channel ?? 'phone' };
  const startedBy = data.direction === 'outbound' ? 'agent' : 'customer';
  switch (event.type) {
    case 'call.ringing': {
      if (before?.phase === 'open') return { ignored: 'the call is known already' };
      const state = begin(event, { facts, before, startedBy, about });
      if (startedBy === 'customer') {
        wantHuman(state, time);
        state.queuedSince = time;
      }
      if (data.agentId)
        assign(state, { agentId: data.agentId, teamId: data.teamId ?? null, at: time, by: identityOf(event) }, agents, facts);
      return { state, facts };
    }
    case 'call.answered': {
      const state = before?.phase === 'open' ? before : begin(event, { facts, before, startedBy, about });
      const agentId = data.agentId ?? state.hold?.agentId;
      if (agentId === undefined) return { ignored: 'data.agentId: a call can only be answered by an agent' };
      state.lastMessageAt = Math.max(state.lastMessageAt, time);
      assign(state, { agentId, teamId: data.teamId ?? null, at: time, by: identityOf(event) }, agents, facts);
      answer(state, { id: identityOf(event), agentId, by: 'agent', at: time }, agents, facts);
      return { state, facts };
    }
    case 'call.held':
      return before?.phase === 'open' ? { state: before, facts } : { ignored: 'the call is not known or has ended' };
    default:
      return close(before, { at: time, reason: null }, agents, facts);
  }
}
