import type { Fact } from '@watchfloor/contracts/fact';
import { askPlatform, withdrawPlatform } from '../profile/evolve-platform.ts';
import { versionAt } from '../profile/profiles.ts';
import { begin, nameCustomer, type Recalled, recalled, tellBeginningAnew } from './begin.ts';
import { close, closed, withdrawClose } from './close.ts';
import { type ConversationEvent, type EventOf, type Evolved, identityOf } from './conversation-event.ts';
import { answer, assign, moveToTeam, type Surroundings, unassign, wantHuman } from './episode.ts';
import { evolveCall } from './evolve-call.ts';
import { judge } from './judge.ts';
import { keepLatest } from './per-agent.ts';
import { closeRound, openRound } from './round.ts';
import { type ClosedConversation, type Conversation, cutOf, type OpenConversation } from './state.ts';

/** A text up to this long after the close is the closing text and changes nothing. */
const CLOSING_TEXT_MS = 2_000;

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
      const state = before?.phase === 'open' ? before : begin(event, { facts, before, startedBy: 'customer' });
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
    case 'agent.typing':
      if (before?.phase !== 'open') return { ignored: 'typing in a conversation that is not open' };
      return { state: { ...before, typingAt: event.time }, facts };
    default:
      return evolveCall(before, event, around);
  }
}

type Request = EventOf<'conversation.queued' | 'conversation.human_requested' | 'conversation.handed_over'>;

function request(before: Recalled, event: Request, around: Surroundings, facts: Fact[]): Evolved {
  if (before?.phase === 'closed') return { ignored: 'the conversation is closed' };
  const state =
    before?.phase === 'open'
      ? before
      : begin(event, { facts, before, startedBy: 'customer', about: { ...(event.data.teamId ? { teamId: event.data.teamId } : {}) } });
  // Back into the queue: whoever held it has let go, and is counted with the team he had it in.
  if (event.type === 'conversation.queued' && state.hold) unassign(state, event.time, around, facts);
  moveToTeam(state, event.data.teamId ?? state.teamId, event.time);
  noteBotHold(state, event, facts);
  // Being put into the queue is a request only of one who did not want a human before: who has asked a question has waited since then.
  if (event.type !== 'conversation.queued' || state.bot || !state.episode.wantedHuman) wantHuman(state, event.time);
  if (!state.hold)
    state.queuedSince = state.episode.requestedAt === event.time || state.queuedSince === null ? event.time : state.queuedSince;
  if (event.type !== 'conversation.queued') {
    openRound(state, event.time, identityOf(event), facts);
    // A request is no message: it asks once more only of those who have not asked yet.
    if (!state.platform?.asked.length) askPlatform(state, { at: event.time, id: identityOf(event), isCourtesy: false }, around, facts);
  }
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

function receive(before: Recalled, event: EventOf<'message.received'>, around: Surroundings, facts: Fact[]): Evolved {
  const { data, time } = event;
  const continued = before?.phase === 'closed' && isSoonAfter(before, time, around) ? withdrawClose(before) : null;
  const open = before?.phase === 'open' ? before : continued?.state;
  const state = open ?? begin(event, { facts, before, startedBy: 'customer', about: data });
  state.lastMessageAt = Math.max(state.lastMessageAt, time);
  state.channel ??= data.channel ?? null;
  state.shopId ??= data.shopId ?? null;
  state.topic = data.topic ?? state.topic;
  const retracts = [...nameCustomer(state, data, facts), ...tellBeginningAnew(state, facts)];
  const asksNothing = !state.bot && state.humanSpokeLast && state.round === null && around.rulesAt(time).phrases.isCourtesy(data.text);
  if (continued && !asksNothing) retracts.push(...continued.retracts);
  if (state.bot) return { state, facts, retracts };
  const { id: conversationId, episode } = state;
  facts.push({ type: 'customer.wrote', at: time, messageId: identityOf(event), episodeId: episode.id, conversationId, cut: cutOf(state) });
  const isAfterClose = asksNothing && before?.phase === 'closed';
  if (!isAfterClose) askPlatform(state, { at: time, id: identityOf(event), isCourtesy: asksNothing }, around, facts);
  // A word of thanks after the close is no reason to open it again.
  if (asksNothing) return { state: isAfterClose ? closed(state, before) : state, facts, retracts };
  state.humanSpokeLast = false;
  state.episode.wantedHuman = true;
  if (!state.hold) state.queuedSince ??= time;
  openRound(state, time, identityOf(event), facts);
  return { state, facts, retracts };
}

/** Who writes so soon after the close continues the episode: the close is withdrawn (metrics.md, "Reopening"). */
function isSoonAfter({ shopId, closedAt }: ClosedConversation, at: number, around: Surroundings): boolean {
  return at - closedAt <= versionAt(around.rulesAt(at).profileOf(shopId), at).rules.mergeGapMs;
}

function send(before: Recalled, event: EventOf<'message.sent'>, around: Surroundings, facts: Fact[]): Evolved {
  const { data, time } = event;
  if (data.private) return before ? { state: before, facts } : { ignored: 'a private note in an unknown conversation' };
  if (before && before.phase !== 'open') {
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
        how: 'message',
        at: time,
        filler: around.rulesAt(time).phrases.isFiller(data.text),
      },
      around,
      facts,
    );
    state.humanSpokeLast = true;
  } else if (data.from === 'bot') {
    state.bot = true;
    state.episode.bot ??= 'alone';
    state.humanSpokeLast = false;
    state.queuedSince = null;
    closeRound(state, { at: time, outcome: 'withdrawn' }, around, facts);
    withdrawPlatform(state, time, facts);
  }
  return { state, facts };
}
