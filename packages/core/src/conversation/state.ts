import type { Cut, FactOf, LiveConversation } from '@watchfloor/contracts/fact';
import type { PerAgent } from './per-agent.ts';

/** A round that is open: somebody waits for a human. */
export type OpenRound = {
  /** Identity of the event that opened it. */
  id: string;
  openedAt: number;
  /** Milliseconds that each holder has held it so far, without the present stretch. */
  heldMs: PerAgent;
  /** Start of the present holder's stretch; null in the queue. */
  stretchSince: number | null;
};

/** One episode: from its beginning to its close. */
export type Episode = {
  id: string;
  openedAt: number;
  startedBy: 'customer' | 'agent';
  /** First request for a human: queued, human_requested or handed_over. */
  requestedAt: number | null;
  wantedHuman: boolean;
  answeredByHuman: boolean;
  /** What was said of the beginning, while it lacks what the first message of the customer may tell; then null. */
  said: FactOf<'episode.opened'> | null;
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
  /** When something last depended on an agent's state: of each agent. A status that arrives late touches what came after it. */
  involved: PerAgent;
};

/** An open conversation. `bot`: a bot has replied and no human since; then nobody is waited for. */
export type OpenConversation = Common & {
  phase: 'open';
  episode: Episode;
  hold: Hold | null;
  queuedSince: number | null;
  bot: boolean;
  round: OpenRound | null;
};

/** A closed one, kept for a while: a closing text may follow, a customer may come back. */
export type ClosedConversation = Common & { phase: 'closed'; closedAt: number; lastAgentId: string | null };

export type Conversation = OpenConversation | ClosedConversation;

/** Cut of a conversation for figures of its present holder. */
export const cutOf = (state: OpenConversation, agentId: string | null = state.hold?.agentId ?? null): Cut => ({
  agentId,
  teamId: state.teamId,
  shopId: state.shopId,
  channel: state.channel,
});

/** What live views need of a conversation; null when it is closed. */
export function liveConversation(state: Conversation): LiveConversation | null {
  if (state.phase === 'closed') return null;
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
    lastMessageAt: state.lastMessageAt,
  };
}

/** A customer's name as a board may show it: the first character and stars; without a name the id, shortened. */
export function displayName(name: string | undefined, customerId: string): string {
  const first = name?.trim() ? [...name.trim()][0] : undefined;
  if (first) return `${first}**`;
  return customerId.length <= 12 ? customerId : `…${customerId.slice(-8)}`;
}
