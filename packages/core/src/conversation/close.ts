import type { Fact } from '@watchfloor/contracts/fact';
import type { Recalled } from './begin.ts';
import type { Evolved } from './conversation-event.ts';
import { endEpisode, type Surroundings } from './episode.ts';
import type { ClosedConversation, OpenConversation } from './state.ts';

/** Ends a conversation; what that says is kept with it, so that it can be taken back. */
export function close(before: Recalled, end: { at: number; reason: string | null }, around: Surroundings, facts: Fact[]): Evolved {
  if (before === undefined) return { ignored: 'the conversation is not known' };
  if (before.phase !== 'open') return { ignored: 'the conversation is closed already' };
  const was = { ...before };
  endEpisode(before, end, around, facts);
  return { state: closed(was, { closedAt: end.at, end: [...facts] }), facts };
}

/** A conversation that is closed; `end` is what the close has said. */
export function closed(
  { phase: _, episode, hold, queuedSince, typingAt, bot, round, humanSpokeLast, followUp, platform, ...common }: OpenConversation,
  { closedAt, end }: Pick<ClosedConversation, 'closedAt' | 'end'>,
): ClosedConversation {
  const was = { episode, hold, queuedSince, typingAt, bot, round, humanSpokeLast, followUp, platform };
  return { ...common, phase: 'closed', closedAt, was, end };
}

/** Undoes a close: the conversation as it was, and what the close had said. */
export function withdrawClose({ closedAt: _, was, end, ...common }: ClosedConversation): { state: OpenConversation; retracts: Fact[] } {
  return { state: { ...common, ...was, phase: 'open' }, retracts: end };
}
