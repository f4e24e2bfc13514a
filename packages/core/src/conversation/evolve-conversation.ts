import type { DataOf, LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact, FactOf } from '@watchfloor/contracts/fact';
import { answer, assign, endEpisode, moveToTeam, type Surroundings, unassign } from './episode.ts';
import { keepLatest, setValue } from './per-agent.ts';
import { closeRound, openRound } from './round.ts';
import { type ClosedConversation, type Conversation, cutOf, displayName, type OpenConversation } from './state.ts';

/** A customer who writes so soon after the close continues the episode: the close is withdrawn (metrics.md, "Reopening"). */
const MERGE_GAP_MS = 10 * 60_000;
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
  | 'rating.submitted'
  | 'review.posted'
  | 'review.appended'
  | 'complaint.filed'
  | 'call.ringing'
  | 'call.answered'
  | 'call.held'
  | 'call.ended'
>;

/**
 * What an event does to one conversation: its next state, facts and what it takes back of earlier ones, or why it is ignored. The
 * state given may be changed in place.
 */
export type Evolved = { state: Conversation; facts: Fact[]; retracts?: Fact[] } | { ignored: string };

/** Identity of an event within its floor: names the round or episode that it opens. */
export const identityOf = ({ source, id }: { source: string; id: string }): string =>
  // Escaped, so that no two pairs give one text.
  `${/[#%]/.test(source) ? source.replaceAll('%', '%25').replaceAll('#', '%23') : source}#${id}`;

/** The rules of metrics.md, "The unit", for one conversation. Pure: time is the event's. */
export function evolveConversation(kept: Conversation | undefined, event: ConversationEvent, around: Surroundings): Evolved {
  const evolved = evolve(kept, event, around);
  // What was said of one that had not been seen depends on its agents still.
  if (kept?.phase === 'unseen' && !('ignored' in evolved)) keepLatest(evolved.state.involved, kept.involved);
  return evolved;
}

function evolve(kept: Conversation | undefined, event: ConversationEvent, around: Surroundings): Evolved {
  const facts: Fact[] = [];
  const before = recalled(kept, event.time);
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
      return request(before, event, around, facts);
    case 'conversation.assigned': {
      if (before?.phase === 'closed') return { ignored: 'the conversation is closed' };
      const state = before ?? begin(event, { facts, before, startedBy: 'customer' });
      assign(
        state,
        { agentId: event.data.agentId, teamId: event.data.teamId ?? null, at: event.time, by: identityOf(event), movedBy: event.data.by },
        around,
        facts,
      );
      return { state, facts };
    }
    case 'conversation.closed':
      return close(before, { at: event.time, reason: event.data.reason ?? null }, around, facts);
    case 'message.received':
      return receive(before, event, around, facts);
    case 'message.sent':
      return send(before, event, around, facts);
    case 'rating.submitted':
    case 'review.posted':
    case 'review.appended':
    case 'complaint.filed':
      return judge(before ?? { phase: 'unseen', involved: kept?.phase === 'unseen' ? kept.involved : [] }, event, around);
    default:
      return evolveCall(before, event, around);
  }
}

type Recalled = OpenConversation | ClosedConversation | undefined;

/** What an event finds of a conversation: nothing of one that was closed long ago. */
function recalled(kept: Conversation | undefined, at: number): Recalled {
  if (kept?.phase === 'unseen') return undefined;
  return kept?.phase === 'closed' && at - kept.closedAt > FORGET_MS ? undefined : kept;
}

type About = Partial<DataOf<'conversation.opened'>>;
type Beginning = { facts: Fact[]; before: Recalled; startedBy: 'customer' | 'agent'; about?: About };

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
    lastReply: null,
    involved: old.involved ?? [],
    episode: {
      id: identityOf(event),
      openedAt: event.time,
      startedBy,
      requestedAt: null,
      wantedHuman: false,
      answeredByHuman: false,
      botAskedAt: null,
      holders: [],
      teamed: about.teamId !== undefined,
      reopened: before?.phase === 'closed',
      said: null,
    },
    hold: null,
    queuedSince: null,
    bot: false,
    round: null,
    humanSpokeLast: false,
    followUp: null,
  };
  const said = episodeOpened(state);
  facts.push(said);
  if (state.channel === null || state.shopId === null || customerId === state.id) state.episode.said = said;
  return state;
}

function episodeOpened(state: OpenConversation): FactOf<'episode.opened'> {
  const { id, customerId, intent, topic, episode } = state;
  const { id: episodeId, openedAt: at, startedBy, reopened } = episode;
  const cut = cutOf(state, null);
  return { type: 'episode.opened', at, episodeId, conversationId: id, customerId, intent, topic, startedBy, reopened, cut };
}

type Request = EventOf<'conversation.queued' | 'conversation.human_requested' | 'conversation.handed_over'>;

function request(before: Recalled, event: Request, around: Surroundings, facts: Fact[]): Evolved {
  if (before?.phase === 'closed') return { ignored: 'the conversation is closed' };
  const state =
    before ??
    begin(event, { facts, before, startedBy: 'customer', about: { ...(event.data.teamId ? { teamId: event.data.teamId } : {}) } });
  // Back into the queue: whoever held it has let go, and is counted with the team he had it in.
  if (event.type === 'conversation.queued' && state.hold) unassign(state, event.time, around, facts);
  moveToTeam(state, event.data.teamId ?? state.teamId, event.time);
  noteBotHold(state, event, facts);
  // Being put into the queue is a request only of one who did not want a human before: who has asked a question has waited since then.
  if (event.type !== 'conversation.queued' || state.bot || !state.episode.wantedHuman) wantHuman(state, event.time);
  if (!state.hold)
    state.queuedSince = state.episode.requestedAt === event.time || state.queuedSince === null ? event.time : state.queuedSince;
  if (event.type !== 'conversation.queued') openRound(state, event.time, identityOf(event), facts);
  return { state, facts };
}

/** How long a bot held a customer who had asked for a human: from his first request to the hand-over. */
function noteBotHold(state: OpenConversation, { type, time: at }: Request, facts: Fact[]): void {
  const { episode } = state;
  if (type === 'conversation.human_requested' && state.bot) episode.botAskedAt ??= at;
  if (type !== 'conversation.handed_over' || episode.botAskedAt === null) return;
  const { id: episodeId, botAskedAt } = episode;
  facts.push({ type: 'episode.handed_over', at, episodeId, conversationId: state.id, botHoldMs: at - botAskedAt, cut: cutOf(state) });
  episode.botAskedAt = null;
}

function wantHuman(state: OpenConversation, at: number): void {
  state.bot = false;
  state.episode.wantedHuman = true;
  if (!state.episode.answeredByHuman) state.episode.requestedAt ??= at;
}

function receive(before: Recalled, event: EventOf<'message.received'>, around: Surroundings, facts: Fact[]): Evolved {
  const { data, time } = event;
  const continued = before?.phase === 'closed' && time - before.closedAt <= MERGE_GAP_MS ? withdrawClose(before) : null;
  const open = before?.phase === 'open' ? before : continued?.state;
  const state = open ?? begin(event, { facts, before, startedBy: 'customer', about: data });
  state.lastMessageAt = Math.max(state.lastMessageAt, time);
  state.channel ??= data.channel ?? null;
  state.shopId ??= data.shopId ?? null;
  state.topic = data.topic ?? state.topic;
  if (state.customerId === state.id) {
    state.customerId = data.customerId;
    state.customer = displayName(data.customerName, data.customerId);
  }
  const retracts = [...(continued?.retracts ?? []), ...tellBeginningAnew(state, facts)];
  if (state.bot) return { state, facts, retracts };
  const { id: conversationId, episode } = state;
  facts.push({ type: 'customer.wrote', at: time, messageId: identityOf(event), episodeId: episode.id, conversationId, cut: cutOf(state) });
  if (state.humanSpokeLast && state.round === null && around.phrases.isCourtesy(data.text)) return { state, facts, retracts };
  state.humanSpokeLast = false;
  state.episode.wantedHuman = true;
  if (!state.hold) state.queuedSince ??= time;
  openRound(state, time, identityOf(event), facts);
  return { state, facts, retracts };
}

/** Undoes a close: the conversation as it was, and what the close had said. */
function withdrawClose({ closedAt: _, was, end, ...common }: ClosedConversation): { state: OpenConversation; retracts: Fact[] } {
  return { state: { ...common, ...was, phase: 'open' }, retracts: end };
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

function send(before: Recalled, event: EventOf<'message.sent'>, around: Surroundings, facts: Fact[]): Evolved {
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
      {
        id: identityOf(event),
        agentId: data.agentId,
        by: data.from === 'supervisor' ? 'supervisor' : 'agent',
        at: time,
        filler: around.phrases.isFiller(data.text),
      },
      around,
      facts,
    );
    state.humanSpokeLast = true;
  } else if (data.from === 'bot') {
    state.bot = true;
    state.humanSpokeLast = false;
    state.queuedSince = null;
    closeRound(state, { at: time, outcome: 'withdrawn' }, facts);
  }
  return { state, facts };
}

function close(before: Recalled, end: { at: number; reason: string | null }, around: Surroundings, facts: Fact[]): Evolved {
  if (before === undefined) return { ignored: 'the conversation is not known' };
  if (before.phase === 'closed') return { ignored: 'the conversation is closed already' };
  const { phase: _, episode, hold, queuedSince, bot, round, humanSpokeLast, followUp, ...common } = before;
  const was = { episode, hold, queuedSince, bot, round, humanSpokeLast, followUp };
  endEpisode(before, end, around, facts);
  return { state: { ...common, phase: 'closed', closedAt: end.at, was, end: [...facts] }, facts };
}

type Judgement = EventOf<'rating.submitted' | 'review.posted' | 'review.appended' | 'complaint.filed'>;
const RATINGS = { 'rating.submitted': 'rating', 'review.posted': 'review', 'review.appended': 'follow-up' } as const;

/** What a customer thinks of it: credited to the agent whom the event names, else to who replied last. It may come long after the close. */
function judge(state: Conversation, event: Judgement, around: Surroundings): Evolved {
  const { time: at, subject: conversationId, data } = event;
  const seen = state.phase === 'unseen' ? null : state;
  const agentId = data.agentId ?? seen?.lastReply?.agentId ?? null;
  if (agentId !== null) setValue(state.involved, agentId, at);
  const ownTeam = agentId === null ? null : around.teamOf(agentId, at);
  const teamId = ownTeam ?? (data.agentId === undefined ? seen?.lastReply?.teamId : null) ?? seen?.teamId ?? null;
  const cut = { agentId, teamId, shopId: seen?.shopId ?? null, channel: seen?.channel ?? null };
  const id = identityOf(event);
  if (event.type === 'complaint.filed') return { state, facts: [{ type: 'complaint.filed', at, complaintId: id, conversationId, cut }] };
  const { score } = event.data;
  return { state, facts: [{ type: 'rating.given', at, ratingId: id, conversationId, kind: RATINGS[event.type], score, cut }] };
}

type CallEvent = EventOf<'call.ringing' | 'call.answered' | 'call.held' | 'call.ended'>;

/** A call is a conversation on the telephone: ringing opens and queues it, answering is the human reply, the end closes it. */
function evolveCall(before: Recalled, event: CallEvent, around: Surroundings): Evolved {
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
        assign(
          state,
          { agentId: data.agentId, teamId: data.teamId ?? null, at: time, by: identityOf(event), movedBy: 'system' },
          around,
          facts,
        );
      return { state, facts };
    }
    case 'call.answered': {
      const state = before?.phase === 'open' ? before : begin(event, { facts, before, startedBy, about });
      const agentId = data.agentId ?? state.hold?.agentId;
      if (agentId === undefined) return { ignored: 'data.agentId: a call can only be answered by an agent' };
      state.lastMessageAt = Math.max(state.lastMessageAt, time);
      assign(state, { agentId, teamId: data.teamId ?? null, at: time, by: identityOf(event), movedBy: 'system' }, around, facts);
      answer(state, { id: identityOf(event), agentId, by: 'agent', at: time, filler: false }, around, facts);
      return { state, facts };
    }
    case 'call.held':
      return before?.phase === 'open' ? { state: before, facts } : { ignored: 'the call is not known or has ended' };
    default:
      return close(before, { at: time, reason: null }, around, facts);
  }
}
