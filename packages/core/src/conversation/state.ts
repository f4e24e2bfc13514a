import type { BotPart, Cut, Fact, FactOf, HeldUntil, LiveConversation, OpenPlatform } from '@watchfloor/contracts/fact';
import type { PerAgent } from './per-agent.ts';

/** A round that is open: somebody waits for a human. */
export type OpenRound = {
  /** No human has replied in its episode yet. */
  first?: true;
  /** Identity of the event that opened it. */
  id: string;
  openedAt: number;
  /** Its stretches so far, without the present one. */
  held: HeldUntil[];
};

/** One episode: from its beginning to its close. */
export type Episode = {
  id: string;
  openedAt: number;
  startedBy: 'customer' | 'agent';
  /** The conversation had been closed before. */
  reopened: boolean;
  /** First request for a human: queued, human_requested or handed_over. */
  requestedAt: number | null;
  wantedHuman: boolean;
  answeredByHuman: boolean;
  /** A customer whom a bot held asked for a human, and has not been handed over yet. */
  botAskedAt: number | null;
  /** What a bot has had to do with it so far. */
  bot: BotPart | null;
  /** Agents who have held it. */
  holders: string[];
  /** A team has had it, from the beginning or by assignment. */
  teamed: boolean;
  /** What was said of the beginning, while it lacks what the first message of the customer may tell; then null. */
  said: FactOf<'episode.opened'> | null;
  /** Replies to a customer whom nobody has named yet; null once somebody has. */
  unnamed: FactOf<'customer.answered'>[] | null;
};

/** Present holding of an agent; `id` is the identity of the event that began it, `suspendedBefore` is that agent's total suspension when it began (ms). */
export type Hold = { id: string; agentId: string; since: number; suspendedBefore: number };

type Common = {
  id: string;
  customerId: string;
  /** Shown to people, masked. */
  customer: string;
  channel: string | null;
  shopId: string | null;
  teamId: string | null;
  topic: string | null;
  orderValue: string | null;
  intent: 'presales' | 'aftersales' | null;
  lastMessageAt: number;
  /** Who replied last: a rating is his. */
  lastReply: { agentId: string; teamId: string | null } | null;
  /** When something last depended on an agent's state: of each agent. A status that arrives late touches what came after it. */
  involved: PerAgent;
  /** When it last mattered whether any agent was there; null: never. */
  presenceAt: number | null;
};

/** An open conversation. `bot`: a bot has replied and no human since; then nobody is waited for. */
export type OpenConversation = Common & {
  phase: 'open';
  episode: Episode;
  hold: Hold | null;
  queuedSince: number | null;
  /** When an agent was last typing, and has not replied since. */
  typingAt: number | null;
  bot: boolean;
  round: OpenRound | null;
  /** The last message but courtesies was a human's to the customer: a courtesy after it asks for nothing. */
  humanSpokeLast: boolean;
  /** Since a filler closed a round the customer waits for what it promised. */
  followUp: { roundId: string; since: number } | null;
  /** How it stands by the rules of its platform; null before the customer first asks, and where no platform judges. */
  platform: OpenPlatform | null;
};

/**
 * A closed one, kept for a while: a closing text may follow, a customer may come back and continue it. `end`: what the close said; `was`: what else
 * it had been.
 */
export type ClosedConversation = Common & {
  phase: 'closed';
  closedAt: number;
  was: Omit<OpenConversation, keyof Common | 'phase'>;
  end: Fact[];
};

/** What is known of one that was closed a while ago: whose it was, and who replied last. */
export type PastConversation = Pick<Common, 'id' | 'customerId' | 'customer' | 'channel' | 'shopId' | 'teamId' | 'lastReply'> &
  Pick<Common, 'involved' | 'presenceAt'> & { phase: 'past'; closedAt: number };

/** One that has been judged without having been seen. */
export type UnseenConversation = { phase: 'unseen'; involved: PerAgent };

export type Conversation = OpenConversation | ClosedConversation | PastConversation | UnseenConversation;

/** Cut of a conversation for figures of its present holder. */
export const cutOf = (state: OpenConversation, agentId: string | null = state.hold?.agentId ?? null): Cut => ({
  agentId,
  teamId: state.teamId,
  shopId: state.shopId,
  channel: state.channel,
});

/** What live views need of a conversation; null when it is not open. */
export function liveConversation(state: Conversation): LiveConversation | null {
  if (state.phase !== 'open') return null;
  return {
    id: state.id,
    episodeId: state.episode.id,
    customerId: state.customerId,
    customer: state.customer,
    agentId: state.hold?.agentId ?? null,
    teamId: state.teamId,
    shopId: state.shopId,
    channel: state.channel,
    topic: state.topic,
    orderValue: state.orderValue,
    openedAt: state.episode.openedAt,
    queuedSince: state.queuedSince,
    waitingSince: state.round?.openedAt ?? null,
    roundId: state.round?.id ?? null,
    held: state.round?.held ?? [],
    lastMessageAt: state.lastMessageAt,
    typingAt: state.typingAt,
    answered: state.episode.answeredByHuman,
    ...(state.platform ? { platform: state.platform } : {}),
  };
}

/** A customer's name as a board may show it: the first character and stars; without a name the id, shortened. */
export function displayName(name: string | undefined, customerId: string): string {
  const first = name?.trim() ? [...name.trim()][0] : undefined;
  if (first) return `${first}**`;
  return customerId.length <= 12 ? customerId : `…${customerId.slice(-8)}`;
}
