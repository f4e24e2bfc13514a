import type { DataOf, LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact, FactOf } from '@watchfloor/contracts/fact';
import { identityOf } from './conversation-event.ts';
import { pastOf, REMEMBER_MS } from './past.ts';
import { type ClosedConversation, type Conversation, cutOf, displayName, type OpenConversation, type PastConversation } from './state.ts';

/** So long after its close (event time) a conversation can be taken up again by others than the customer, whether or not its keeper still holds it. */
export const FORGET_MS = 20 * 60_000;

/** What an event finds of a conversation that it is about. */
export type Recalled = OpenConversation | ClosedConversation | PastConversation | undefined;

/** What is remembered: less of one that was closed a while ago, nothing of one that was closed long ago or never seen. */
export function recalled(kept: Conversation | undefined, at: number): Recalled {
  if (kept?.phase === 'unseen') return undefined;
  if (kept === undefined || kept.phase === 'open') return kept;
  const age = at - kept.closedAt;
  if (age > REMEMBER_MS) return undefined;
  return kept.phase === 'closed' && age > FORGET_MS ? pastOf(kept) : kept;
}

type About = Partial<DataOf<'conversation.opened'>>;
type Beginning = { facts: Fact[]; before: Recalled; startedBy: 'customer' | 'agent'; about?: About };

/** A new episode, of a new conversation or of one that had ended. */
export function begin(event: LoggedEvent, { facts, before, startedBy, about = {} }: Beginning): OpenConversation {
  const old: Partial<PastConversation> = before && before.phase !== 'open' ? { ...before, phase: 'past' } : {};
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
    // What he thinks of it before anybody has replied anew is about who replied last.
    lastReply: old.lastReply ?? null,
    involved: old.involved ?? [],
    presenceAt: old.presenceAt ?? null,
    episode: {
      id: identityOf(event),
      openedAt: event.time,
      startedBy,
      requestedAt: null,
      wantedHuman: false,
      answeredByHuman: false,
      botAskedAt: null,
      bot: null,
      holders: [],
      teamed: about.teamId !== undefined,
      reopened: before !== undefined && before.phase !== 'open',
      said: null,
      unnamed: about.customerId === undefined && customerId === event.subject ? [] : null,
    },
    hold: null,
    queuedSince: null,
    typingAt: null,
    bot: false,
    round: null,
    humanSpokeLast: false,
    followUp: null,
    platform: null,
  };
  const said = episodeOpened(state);
  facts.push(said);
  if (state.channel === null || state.shopId === null || state.topic === null || customerId === state.id) state.episode.said = said;
  return state;
}

function episodeOpened(state: OpenConversation): FactOf<'episode.opened'> {
  const { id, customerId, intent, topic, episode } = state;
  const { id: episodeId, openedAt: at, startedBy, reopened } = episode;
  const cut = cutOf(state, null);
  return { type: 'episode.opened', at, episodeId, conversationId: id, customerId, intent, topic, startedBy, reopened, cut };
}

/**
 * An assignment of the same instant comes before the message (metrics.md, true order) and began an episode that it knew nothing of: what was said
 * of the beginning is taken back and said with what the first message tells. Gives what is taken back.
 */
export function tellBeginningAnew(state: OpenConversation, facts: Fact[]): Fact[] {
  const { said } = state.episode;
  if (!said) return [];
  state.episode.said = null;
  const { customerId, channel, shopId } = state;
  const topic = said.topic ?? state.topic;
  if (said.customerId === customerId && said.cut.channel === channel && said.cut.shopId === shopId && said.topic === topic) return [];
  const now = { ...said, customerId, topic, cut: { ...said.cut, channel, shopId } };
  const mine = facts.indexOf(said);
  if (mine < 0) facts.push(now);
  else facts[mine] = now;
  return mine < 0 ? [said] : [];
}

/** Who the customer is, as a message tells it. Those who replied to him before have replied to nobody else: gives what is taken back to say so. */
export function nameCustomer(state: OpenConversation, { customerId, customerName }: DataOf<'message.received'>, facts: Fact[]): Fact[] {
  if (state.customerId !== state.id) return [];
  const { unnamed } = state.episode;
  state.customerId = customerId;
  state.customer = displayName(customerName, customerId);
  state.episode.unnamed = null;
  if (unnamed === null || customerId === state.id) return [];
  facts.push(...unnamed.map((said) => ({ ...said, customerId })));
  return unnamed;
}
