import { type EventOf, type Evolved, identityOf } from './conversation-event.ts';
import type { Surroundings } from './episode.ts';
import { setValue } from './per-agent.ts';
import type { Conversation } from './state.ts';

type Judgement = EventOf<'rating.submitted' | 'review.posted' | 'review.appended' | 'complaint.filed'>;
const RATINGS = { 'rating.submitted': 'rating', 'review.posted': 'review', 'review.appended': 'follow-up' } as const;

/** What a customer thinks of it: credited to the agent whom the event names, else to who replied last. It may come long after the close. */
export function judge(state: Conversation, event: Judgement, around: Surroundings): Evolved {
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
