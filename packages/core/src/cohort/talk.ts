import type { BotPart, Cut, Fact, FactOf } from '@watchfloor/contracts/fact';
import type { Intent } from './cohort-rules.ts';

/** A human's message to the customer, and for whom it counts; `id` is the identity of its event. */
export type TalkReply = { id: string; at: number; cut: Cut };

/** One episode of a customer. Instants are epoch ms; `cut` is for whom its beginning counts, the first team included that it was given to. */
export type Talk = {
  id: string;
  conversationId: string;
  openedAt: number;
  intent: Intent | null;
  topic: string | null;
  cut: Cut;
  /** In the order of time. */
  replies: TalkReply[];
  close: { at: number; resolved: boolean; answered: boolean; bot: BotPart | null; cut: Cut } | null;
};

/** What cohorts are made from; the other facts say nothing that they need. */
export const TALK_FACTS = ['episode.opened', 'episode.assigned', 'episode.closed', 'customer.answered'] as const satisfies Fact['type'][];
type TalkFact = FactOf<(typeof TALK_FACTS)[number]>;

export const isTalkFact = (fact: Fact): fact is TalkFact => (TALK_FACTS as readonly Fact['type'][]).includes(fact.type);

/** The episodes of one customer, from the facts of his conversations in any order, in the order of their beginnings. */
export function talksOf(customerId: string, facts: readonly Fact[]): Talk[] {
  const byEpisode = Map.groupBy(facts.filter(isTalkFact), ({ episodeId }) => episodeId);
  return [...byEpisode.values()]
    .flatMap((mine) => talkOf(customerId, mine) ?? [])
    .sort((a, b) => a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1));
}

/** An episode is his whom its beginning names: a reply may have come before anything said who he was. */
function talkOf(customerId: string, facts: readonly TalkFact[]): Talk | null {
  const opened = facts.find((fact) => fact.type === 'episode.opened');
  if (!opened || opened.customerId !== customerId) return null;
  const closed = facts.find((fact) => fact.type === 'episode.closed');
  const firstTeam = facts.find((fact) => fact.type === 'episode.assigned' && fact.newTo.team);
  const replies = facts.filter((fact) => fact.type === 'customer.answered');
  return {
    id: opened.episodeId,
    conversationId: opened.conversationId,
    openedAt: opened.at,
    intent: opened.intent,
    topic: opened.topic,
    cut: { ...opened.cut, agentId: null, teamId: opened.cut.teamId ?? firstTeam?.cut.teamId ?? null },
    replies: replies.map(({ replyId, at, cut }) => ({ id: replyId, at, cut })).sort(byTime),
    close: closed
      ? { at: closed.at, resolved: closed.reason === 'resolved', answered: closed.answered, bot: closed.bot ?? null, cut: closed.cut }
      : null,
  };
}

/** Of one instant, by identity. */
export const byTime = (a: TalkReply, b: TalkReply): number => a.at - b.at || (a.id < b.id ? -1 : 1);
