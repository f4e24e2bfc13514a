import type { Kept } from '../floor/floor-state.ts';
import type { ClosedConversation, Conversation, PastConversation } from './state.ts';

/** So long after its close (event time) it is known who talked with whom in a conversation. Later its id is as good as new. */
export const REMEMBER_MS = 30 * 86_400_000;

/** What stays of a conversation that was closed a while ago. */
export function pastOf(closed: ClosedConversation): PastConversation {
  const { id, customerId, customer, channel, shopId, teamId, lastReply, involved, presenceAt, closedAt } = closed;
  return { phase: 'past', id, customerId, customer, channel, shopId, teamId, lastReply, involved, presenceAt, closedAt };
}

type Line = [closedAt: number, customerId: string, customer: string, ...others: (string | null)[]];

/** The same on as little room as it takes, for a month; null of one that nothing is known of. */
export function encodePast(state: Conversation | null): string | null {
  if (state?.phase !== 'closed' && state?.phase !== 'past') return null;
  const { closedAt, customerId, customer, channel, shopId, teamId, lastReply } = state;
  const others = [channel, shopId, teamId, ...(lastReply ? [lastReply.agentId, lastReply.teamId] : [])];
  return JSON.stringify([closedAt, customerId, customer, ...others] satisfies Line);
}

/** A conversation from `encodePast`, as the keeper holds it: everything that comes of it now comes after its close. */
export function decodePast(id: string, text: string): Kept<Conversation> {
  const [closedAt, customerId, customer, channel = null, shopId = null, teamId = null, agentId, replyTeamId = null] = JSON.parse(
    text,
  ) as Line;
  const lastReply = agentId === undefined || agentId === null ? null : { agentId, teamId: replyTeamId };
  const state: PastConversation = {
    phase: 'past',
    id,
    customerId,
    customer,
    channel,
    shopId,
    teamId,
    lastReply,
    involved: [],
    presenceAt: null,
    closedAt,
  };
  return { state, last: { time: closedAt, type: 'conversation.closed', source: '', id: '' } };
}
