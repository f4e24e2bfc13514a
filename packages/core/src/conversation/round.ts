import type { Fact, HeldUntil, RoundOutcome } from '@watchfloor/contracts/fact';
import { partPlatform } from '../profile/evolve-platform.ts';
import { shutMeanwhile } from '../schedule/shut.ts';
import type { Surroundings } from './episode.ts';
import { cutOf, type OpenConversation } from './state.ts';

/** Opens a round at `at` unless one is open; `id` is the identity of the event that opens it. */
export function openRound(state: OpenConversation, at: number, id: string, facts: Fact[]): void {
  if (state.round) return;
  const first = state.episode.answeredByHuman ? {} : { first: true as const };
  state.round = { id, openedAt: at, ...first, held: [] };
  const { id: conversationId, customer } = state;
  facts.push({ type: 'round.opened', at, roundId: id, conversationId, customer, ...first, cut: cutOf(state) });
}

/** Ends the present stretch of an open round, of its holder or in the queue; to be called before another begins. */
export function endStretch(state: OpenConversation, at: number): void {
  if (state.round) state.round.held = heldUntil(state, at);
  partPlatform(state, at);
}

/** The stretches of the open round up to `at`, the present one included; an empty one is left out. */
function heldUntil({ round, hold, teamId }: OpenConversation, at: number): HeldUntil[] {
  if (!round) return [];
  const since = round.held.at(-1)?.[2] ?? round.openedAt;
  return at > since ? [...round.held, [hold?.agentId ?? null, teamId, at]] : round.held;
}

/** Milliseconds that an agent has held the round at its end, all his stretches added: the agent's clock. Null when he never held it. */
function agentWait(state: OpenConversation, agentId: string, held: readonly HeldUntil[]): number | null {
  let from = state.round?.openedAt ?? 0;
  let total: number | null = state.hold?.agentId === agentId ? 0 : null;
  for (const [holder, , until] of held) {
    if (holder === agentId) total = (total ?? 0) + until - from;
    from = until;
  }
  return total;
}

type Closing = {
  at: number;
  outcome: RoundOutcome;
  replier?: { agentId: string; by: 'agent' | 'supervisor'; teamId: string | null; filler: boolean };
};

/** Closes the open round, if there is one. A reply is credited to who replied, with his own clock beside the customer's. Gives the round's id. */
export function closeRound(state: OpenConversation, closing: Closing, around: Surroundings, facts: Fact[]): string | null {
  const { round } = state;
  if (!round) return null;
  const { at, outcome, replier } = closing;
  const held = heldUntil(state, at);
  facts.push({
    type: 'round.closed',
    at,
    roundId: round.id,
    conversationId: state.id,
    customer: state.customer,
    openedAt: round.openedAt,
    ...(round.first && { first: round.first }),
    outcome,
    by: replier?.by ?? null,
    customerWaitMs: Math.max(0, at - round.openedAt),
    agentWaitMs: replier ? agentWait(state, replier.agentId, held) : null,
    held,
    ...shutMeanwhile(around.rulesAt(round.openedAt).schedule, round.openedAt, at),
    filler: replier?.filler ?? false,
    cut: replier ? { ...cutOf(state, replier.agentId), teamId: replier.teamId ?? state.teamId } : cutOf(state),
  });
  state.round = null;
  return round.id;
}
