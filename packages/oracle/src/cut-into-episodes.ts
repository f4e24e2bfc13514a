import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Phrases } from './phrases.ts';

/** A text so soon after the close is the closing text and changes nothing. */
const CLOSING_TEXT_MS = 2_000;
/** docs/metrics.md: so long after its close others than the customer may take a conversation up again. */
const RESTS_MS = 20 * 60_000;
/** So long after its close a conversation is forgotten, and its id is as good as new. */
const FORGOTTEN_MS = 30 * 86_400_000;

/** From the beginning of a conversation to its close. `events` are those that mean something, with the one that began it and opinions after the close. */
export type Episode = {
  startedBy: 'customer' | 'agent';
  /** The episode of the same conversation that had ended, unless that is forgotten. */
  previous: Episode | null;
  events: [LoggedEvent, ...LoggedEvent[]];
  /** Those of its events that only thank, while it was closed. */
  thanksAfterClose: Set<LoggedEvent>;
};

/** How soon after a close a customer of a shop goes on with what was closed, milliseconds (metrics.md, "Reopening"). */
type GapOf = (shopId: string | null) => number;

/** The episodes of one conversation, from its events in true order; `strays` are opinions about a conversation that nobody knows. */
export function cutIntoEpisodes(
  events: readonly LoggedEvent[],
  { isCourtesy }: Phrases,
  gapOf: GapOf,
): { episodes: Episode[]; strays: OpinionEvent[] } {
  const episodes: Episode[] = [];
  const strays: OpinionEvent[] = [];
  let present = null as Episode | null;
  let past = null as { episode: Episode; closedAt: number } | null;
  let continuedFrom = -1;
  for (const [index, event] of events.entries()) {
    if (past && event.time - past.closedAt > FORGOTTEN_MS) past = null;
    if (isOpinion(event)) {
      const about = present ?? past?.episode;
      if (about) about.events.push(event);
      else strays.push(event);
    } else if (index < continuedFrom) {
      if (present && isThanks(event, present)) thank(present, event);
      // Nothing else is done to a conversation that is closed, even if it turns out not to have been.
    } else if (present) {
      const open = present;
      const end = isClose(event)
        ? continuation(events, index, { isThanks: (each) => isThanks(each, open), gapMs: gapOf(shopIn(open)) })
        : undefined;
      if (end !== undefined) continuedFrom = end;
      else if (meansSomethingWhileOpen(event)) present.events.push(event);
      if (isClose(event) && end === undefined) {
        past = { episode: present, closedAt: event.time };
        present = null;
      }
    } else if (past && event.time - past.closedAt <= gapOf(shopIn(past.episode)) && isThanks(event, past.episode)) {
      thank(past.episode, event);
    } else {
      const startedBy = begins(event, past?.closedAt ?? null);
      if (startedBy === null) continue;
      present = { startedBy, previous: past?.episode ?? null, events: [event], thanksAfterClose: new Set() };
      past = null;
      episodes.push(present);
    }
  }
  return { episodes, strays };

  /** Does a message only thank, after what was said in an episode? Then it asks for nothing, and so opens again nothing that was closed. */
  function isThanks(event: LoggedEvent, { events: said }: Episode): boolean {
    return event.type === 'message.received' && isCourtesy(event.data.text) && nobodyWaits(said, isCourtesy);
  }
}

/** Was the last word but courtesies a human's, and has the customer asked for nothing since? */
function nobodyWaits(events: readonly LoggedEvent[], isCourtesy: Phrases['isCourtesy']): boolean {
  let [bot, humanSpokeLast, waiting] = [false, false, false];
  for (const event of events) {
    if (event.type === 'conversation.human_requested' || event.type === 'conversation.handed_over') [bot, waiting] = [false, true];
    else if (event.type === 'conversation.queued') bot = false;
    else if (event.type === 'call.answered') [bot, waiting] = [false, false];
    else if (event.type === 'message.sent' && event.data.from === 'bot') [bot, humanSpokeLast, waiting] = [true, false, false];
    else if (isHuman(event)) [bot, humanSpokeLast, waiting] = [false, true, false];
    else if (event.type === 'message.received' && !bot && !(humanSpokeLast && !waiting && isCourtesy(event.data.text)))
      [humanSpokeLast, waiting] = [false, true];
  }
  return humanSpokeLast && !waiting && !bot;
}

/** What a customer thinks of it changes nothing in the conversation. */
export type OpinionEvent = Extract<LoggedEvent, { type: 'rating.submitted' | 'review.posted' | 'review.appended' | 'complaint.filed' }>;
export const isOpinion = (event: LoggedEvent): event is OpinionEvent => /^(rating|review|complaint)\./.test(event.type);
const isClose = ({ type }: LoggedEvent): boolean => type === 'conversation.closed' || type === 'call.ended';
const isHuman = (event: LoggedEvent): boolean =>
  event.type === 'message.sent' && (event.data.from === 'agent' || event.data.from === 'supervisor');

/** Opening what is open makes no sense; private notes and a call on hold change nothing. */
function meansSomethingWhileOpen(event: LoggedEvent): boolean {
  if (event.type === 'message.sent') return event.data.private !== true;
  return event.type !== 'conversation.opened' && event.type !== 'call.ringing' && event.type !== 'call.held';
}

/** Whether an event begins an episode of a conversation that is not open, and who then began it. `closedAt` null: nobody knows of an earlier one. */
function begins(event: LoggedEvent, closedAt: number | null): 'customer' | 'agent' | null {
  switch (event.type) {
    case 'conversation.opened':
    case 'message.received':
      return 'customer';
    case 'conversation.queued':
    case 'conversation.human_requested':
    case 'conversation.handed_over':
    case 'conversation.assigned':
      return closedAt === null || event.time - closedAt > RESTS_MS ? 'customer' : null;
    case 'message.sent':
      if (event.data.private === true) return null;
      if (isHuman(event)) return closedAt !== null && event.time - closedAt <= CLOSING_TEXT_MS ? null : 'agent';
      return closedAt === null ? 'customer' : null;
    case 'call.answered':
      if (event.data.agentId === undefined) return null;
      return event.data.direction === 'outbound' ? 'agent' : 'customer';
    case 'call.ringing':
      return event.data.direction === 'outbound' ? 'agent' : 'customer';
    default:
      return null;
  }
}

type Soon = { isThanks: (event: LoggedEvent) => boolean; gapMs: number };

/** Where a conversation goes on as if it had not been closed: the place of the customer's message that is the next to begin something, if soon enough. */
function continuation(events: readonly LoggedEvent[], close: number, { isThanks, gapMs }: Soon): number | undefined {
  const closedAt = events[close]?.time ?? 0;
  const next = events.findIndex(
    (event, index) => index > close && begins(event, closedAt) !== null && !(event.time - closedAt <= gapMs && isThanks(event)),
  );
  const event = events[next];
  return event?.type === 'message.received' && event.time - closedAt <= gapMs ? next : undefined;
}

function thank(episode: Episode, event: LoggedEvent): void {
  episode.events.push(event);
  episode.thanksAfterClose.add(event);
}

/** The shop of an episode: what began it says one, else it is that of the one before, else a message of the customer tells it. */
function shopIn({ events, previous }: Episode): string | null {
  const [first] = events;
  const said = /^(conversation\.opened|message\.received|call\.ringing|call\.answered)$/.test(first.type) ? shopOf(first) : undefined;
  const before = said ?? (previous ? shopIn(previous) : null);
  return (
    before ??
    events
      .filter(({ type }) => type === 'message.received')
      .map(shopOf)
      .find((shop) => shop !== undefined) ??
    null
  );
}

const shopOf = ({ data }: LoggedEvent): string | undefined => ('shopId' in data ? data.shopId : undefined);
