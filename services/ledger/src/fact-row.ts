import { hash } from 'node:crypto';
import type { Fact } from '@watchfloor/contracts/fact';
import { countsNotBefore, spanOf } from '@watchfloor/core/measure/measures-of';
import { DAY_MS, dayOf, HOUR_MS, hourOf } from '@watchfloor/history/fact-hours';
import type { EarlyFactRow, FactRow } from '@watchfloor/history/schema';
import { storableText } from '@watchfloor/history/storable-text';

/** A fact counts at most so long before its own instant: one odd state of many years must not write a row for each of its days. */
const REACH_MS = 400 * DAY_MS;
/** Characters of a digest, six bits each: no two facts of one floor and instant will ever share so many. */
const KEY_LENGTH = 16;

/**
 * What tells a fact from others of its type, floor and instant; null for those that are not kept, because they only say what is now, or (a round's
 * opening) nothing that a later fact does not say again.
 */
function identityOf(fact: Fact): string | null {
  switch (fact.type) {
    case 'round.closed':
    case 'followup.ended':
      return fact.roundId;
    case 'episode.opened':
    case 'episode.responded':
    case 'episode.handed_over':
    case 'episode.closed':
      return fact.episodeId;
    case 'episode.assigned':
    case 'hold.ended':
      return fact.holdId;
    case 'customer.wrote':
      return fact.messageId;
    case 'customer.answered':
      return fact.replyId;
    case 'platform.judged':
      return `${fact.profile} ${fact.judgedId}`;
    case 'platform.session':
      return fact.episodeId;
    case 'rating.given':
      return fact.ratingId;
    case 'complaint.filed':
      return fact.complaintId;
    case 'status.ended':
      return fact.agentId;
    case 'ticket.untouched':
    case 'ticket.touched':
      return fact.ticketId;
    default:
      return null;
  }
}

/** A fact as it is kept; null when it is not. */
export function factRow(floor: string, fact: Fact): FactRow | null {
  const identity = identityOf(fact);
  if (identity === null || !('cut' in fact)) return null;
  return {
    floor,
    at: Math.round(fact.at),
    key: hash('sha1', `${fact.type}\n${identity}`, 'base64url').slice(0, KEY_LENGTH),
    type: fact.type,
    agent_id: orNull(fact.cut.agentId),
    conversation_id: 'conversationId' in fact ? orNull(fact.conversationId) : null,
    customer_id: 'customerId' in fact ? orNull(fact.customerId) : null,
    body: JSON.stringify(fact),
  };
}

const orNull = (text: string | null): string | null => (text === null || text === '' ? null : storableText(text));

/** Once more under every UTC day in whose hours it counts, but for the hour of its own instant. Most facts give none. */
export function earlyRows({ floor, at, key, body }: FactRow, fact: Fact): EarlyFactRow[] {
  const first_at = firstAt(at, fact);
  if (first_at === null) return [];
  const rows: EarlyFactRow[] = [];
  for (let day = dayOf(first_at); day <= dayOf(hourOf(at) - 1); day += DAY_MS) rows.push({ floor, day, at, key, first_at, body });
  return rows;
}

/** The UTC hours in which a fact may count. */
export function hoursOf({ at }: FactRow, fact: Fact): number[] {
  const hours = [hourOf(at)];
  const first = firstAt(at, fact);
  if (first !== null) for (let hour = hourOf(first); hour < hourOf(at); hour += HOUR_MS) hours.push(hour);
  return hours;
}

/** The first instant at which a fact counts; null when that is in the hour of its own, as it is of nearly all. */
function firstAt(at: number, fact: Fact): number | null {
  if (countsNotBefore(fact) >= hourOf(at)) return null;
  const first = Math.max(spanOf(fact)?.first ?? at, at - REACH_MS);
  return first < hourOf(at) ? first : null;
}
