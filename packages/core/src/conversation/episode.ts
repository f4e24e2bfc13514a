import type { Abandonment, Fact } from '@watchfloor/contracts/fact';
import { setValue } from './per-agent.ts';
import { closeRound, switchHolder } from './round.ts';
import { cutOf, type OpenConversation } from './state.ts';

/** What a conversation needs to know of an agent at an instant: his team, and how long he has been suspended in all until then (ms). */
export type AgentKnowledge = { teamOf(agentId: string, at: number): string | null; suspendedMs(agentId: string, at: number): number };

/** Under this an abandonment counts apart (metrics.md, `shortAbandons`). */
export const SHORT_ABANDON_MS = 5_000;

/** Gives an open conversation to an agent; `by` is the identity of the event that does. The same agent again is no transfer. */
export function assign(
  state: OpenConversation,
  to: { agentId: string; teamId: string | null; at: number; by: string },
  agents: AgentKnowledge,
  facts: Fact[],
): void {
  const { agentId, at } = to;
  setValue(state.involved, agentId, at);
  const isTransfer = state.hold?.agentId !== agentId;
  if (isTransfer) {
    // The one who lets go is counted with the team he had it in.
    switchHolder(state, at, agentId);
    endHold(state, at, agents, facts);
  }
  state.teamId = to.teamId ?? agents.teamOf(agentId, at) ?? state.teamId;
  state.queuedSince = null;
  if (!isTransfer) return;
  state.hold = { id: to.by, agentId, since: at, suspendedBefore: agents.suspendedMs(agentId, at) };
  state.episode.wantedHuman = true;
  facts.push({
    type: 'episode.assigned',
    at,
    holdId: to.by,
    episodeId: state.episode.id,
    conversationId: state.id,
    customerId: state.customerId,
    cut: cutOf(state),
  });
}

/** Takes a conversation from its agent, back to nobody. */
export function unassign(state: OpenConversation, at: number, agents: AgentKnowledge, facts: Fact[]): void {
  switchHolder(state, at, null);
  endHold(state, at, agents, facts);
}

function endHold(state: OpenConversation, at: number, agents: AgentKnowledge, facts: Fact[]): void {
  const { hold } = state;
  if (!hold) return;
  setValue(state.involved, hold.agentId, at);
  const suspended = Math.max(0, agents.suspendedMs(hold.agentId, at) - hold.suspendedBefore);
  facts.push({
    type: 'hold.ended',
    at,
    holdId: hold.id,
    episodeId: state.episode.id,
    from: hold.since,
    handleMs: Math.max(0, at - hold.since - suspended),
    cut: cutOf(state),
  });
  state.hold = null;
}

/** `id` is the identity of its event. */
type Reply = { id: string; agentId: string; by: 'agent' | 'supervisor'; at: number };

/** A valid human reply: credits the replier, closes the round, and is the first response when no human has answered in this episode. */
export function answer(state: OpenConversation, reply: Reply, agents: AgentKnowledge, facts: Fact[]): void {
  const { agentId, by, at } = reply;
  const { episode } = state;
  setValue(state.involved, agentId, at);
  if (!state.hold && by === 'agent') assign(state, { agentId, teamId: null, at, by: reply.id }, agents, facts);
  const cut = { ...cutOf(state, agentId), teamId: agents.teamOf(agentId, at) ?? state.teamId };
  state.bot = false;
  facts.push({ type: 'customer.answered', at, replyId: reply.id, episodeId: episode.id, customerId: state.customerId, by, cut });
  if (!episode.answeredByHuman) {
    episode.answeredByHuman = true;
    if (episode.startedBy === 'customer') {
      const from = Math.max(episode.openedAt, episode.requestedAt ?? episode.openedAt);
      const agentWaitMs = state.hold?.agentId === agentId ? Math.max(0, at - state.hold.since) : null;
      facts.push({ type: 'episode.responded', at, episodeId: episode.id, waitMs: Math.max(0, at - from), agentWaitMs, cut });
    }
  }
  closeRound(state, { at, outcome: 'replied', replier: { agentId, by, teamId: cut.teamId } }, facts);
}

/** Ends the episode: an open round stays unanswered, the holder's stretch ends, and it is said whether the customer was left without a human. */
export function endEpisode(
  state: OpenConversation,
  end: { at: number; reason: string | null },
  agents: AgentKnowledge,
  facts: Fact[],
): void {
  const { at, reason } = end;
  const cut = cutOf(state);
  const { episode } = state;
  const waitMs = Math.max(0, at - (episode.requestedAt ?? episode.openedAt));
  const abandoned = abandonment(state, reason, waitMs);
  closeRound(state, { at, outcome: 'unanswered' }, facts);
  endHold(state, at, agents, facts);
  const { wantedHuman } = episode;
  facts.push({ type: 'episode.closed', at, episodeId: episode.id, conversationId: state.id, reason, abandoned, wantedHuman, waitMs, cut });
}

function abandonment(state: OpenConversation, reason: string | null, waitMs: number): Abandonment | null {
  const { episode } = state;
  if (episode.answeredByHuman || !episode.wantedHuman || episode.startedBy === 'agent' || reason === 'spam') return null;
  if (waitMs < SHORT_ABANDON_MS) return 'short';
  if (reason === 'timeout') return 'silent';
  return state.hold ? 'assigned' : 'queue';
}
