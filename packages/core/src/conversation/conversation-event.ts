import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact } from '@watchfloor/contracts/fact';
import type { Conversation } from './state.ts';

/** Logged events of one or some types. */
export type EventOf<T extends LoggedEvent['type']> = Extract<LoggedEvent, { type: T }>;
export type ConversationEvent = EventOf<
  | 'conversation.opened'
  | 'conversation.queued'
  | 'conversation.human_requested'
  | 'conversation.handed_over'
  | 'conversation.assigned'
  | 'conversation.closed'
  | 'message.received'
  | 'message.sent'
  | 'rating.submitted'
  | 'review.posted'
  | 'review.appended'
  | 'complaint.filed'
  | 'agent.typing'
  | 'call.ringing'
  | 'call.answered'
  | 'call.held'
  | 'call.ended'
>;

const GROUPS = new Set(['conversation', 'message', 'call', 'rating', 'review', 'complaint']);

/** Is an event of this type, without the prefix, about a conversation, which is its subject? */
export const isOfConversation = (type: string): boolean => GROUPS.has(type.slice(0, type.indexOf('.')));

/**
 * What an event does to one conversation: its next state, facts and what it takes back of earlier ones, or why it is ignored. The
 * state given may be changed in place.
 */
export type Evolved = { state: Conversation; facts: Fact[]; retracts?: Fact[] } | { ignored: string };

/** Identity of an event within its floor: names the round or episode that it opens. */
export const identityOf = ({ source, id }: { source: string; id: string }): string =>
  // Escaped, so that no two pairs give one text.
  `${/[#%]/.test(source) ? source.replaceAll('%', '%25').replaceAll('#', '%23') : source}#${id}`;
