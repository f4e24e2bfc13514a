import type { Fact, RoundOutcome } from '@watchfloor/contracts/fact';
import { setValue, valueFor } from './per-agent.ts';
import { cutOf, type OpenConversation } from './state.ts';

/** Opens a round at `at` unless one is open; `id` is the identity of the event that opens it. */
export function openRound(state: OpenConversation, at: number, id: string, facts: Fact[]): void {
  if (state.round) return;
  state.round = { id, openedAt: at, heldMs: [], stretchSince: state.hold ? at : null };
  facts.push({ type: 'round.opened', at, roundId: id, conversationId: state.id, customer: state.customer, cut: cutOf(state) });
}

/** Ends the present holder's stretch of an open round and begins that of the next (none: null). */
export function switchHolder(state: OpenConversation, at: number, next: string | null): void {
  const { round, hold } = state;
  if (!round) return;
  if (hold && round.stretchSince !== null) {
    const before = valueFor(round.heldMs, hold.agentId) ?? 0;
    setValue(round.heldMs, hold.agentId, before + Math.max(0, at - round.stretchSince));
  }
  round.stretchSince = next === null ? null : at;
}

/** Milliseconds that an agent has held the round at `at`, all his stretches added: the agent's clock. Null when he never held it. */
function agentWait(state: OpenConversation, agentId: string, at: number): number | null {
  const { round, hold } = state;
  if (!round) return null;
  const before = valueFor(round.heldMs, agentId);
  const holdsNow = hold?.agentId === agentId && round.stretchSince !== null;
  return holdsNow ? (before ?? 0) + Math.max(0, at - (round.stretchSince ?? at)) : (before ?? null);
}

type Closing = {
  at: number;
  outcome: RoundOutcome;
  replier?: { agentId: string | null; by: 'agent' | 'supervisor'; teamId: string | null };
};

/** Closes the open round, if there is one. A reply is credited to who replied, with his own clock beside the customer's. */
export function closeRound(state: OpenConversation, closing: Closing, facts: Fact[]): void {
  const { round } = state;
  if (!round) return;
  const { at, outcome, replier } = closing;
  facts.push({
    type: 'round.closed',
    at,
    roundId: round.id,
    conversationId: state.id,
    customer: state.customer,
    openedAt: round.openedAt,
    outcome,
    by: replier?.by ?? null,
    customerWaitMs: Math.max(0, at - round.openedAt),
    agentWaitMs: replier?.agentId ? agentWait(state, replier.agentId, at) : null,
    cut: replier ? { ...cutOf(state, replier.agentId), teamId: replier.teamId ?? state.teamId } : cutOf(state),
  });
  state.round = null;
}
