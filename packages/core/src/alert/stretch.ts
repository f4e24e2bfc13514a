import type { Alert } from '@watchfloor/contracts/alert';
import type { Cut } from '@watchfloor/contracts/fact';
import { LATE_REPLY, type Rule, UNTOUCHED_TICKET } from '../rule/rule.ts';

/** A stretch of time through which a subject waits: an open round, or a ticket that nobody touches. At most one alert comes of it. */
export type Stretch = {
  /** Of the one alert that may come of it. */
  alertId: string;
  rule: Rule;
  subjectId: string;
  /** As people see it. */
  name: string;
  agentId: string | null;
  teamId: string | null;
  ticketKind: string | null;
  /** Of a round: in which shop, and whether no human has replied in its episode yet. */
  shopId: string | null;
  first: boolean;
  /** Epoch ms, the floor's clock. */
  since: number;
  /** When it could first be judged as it is now judged: its opening, or a change of limits, became known (epoch ms). */
  knownAt: number;
  /** The alert as it was last written; null before it has fired. */
  alert: Alert | null;
  /** When the first limit was passed, epoch ms; null before. */
  firstDueAt: number | null;
  /** When its present deadline was first seen to have come, epoch ms; null before. */
  noticedAt: number | null;
  /** The deadline that stands in the queue; null: none. Any other entry of the queue is stale. */
  due: number | null;
};

/** What a stretch is about when it begins. `occurrence` tells it from every other stretch of the same subject. */
export type Beginning = Pick<
  Stretch,
  'rule' | 'subjectId' | 'name' | 'agentId' | 'teamId' | 'ticketKind' | 'shopId' | 'first' | 'since'
> & {
  occurrence: string;
};

type Holder = Pick<Cut, 'agentId' | 'teamId'>;

/** An open round; `name` is the customer's, as shown. */
export const roundBeginning = (
  round: { roundId: string; conversationId: string; name: string; since: number; first: boolean },
  { agentId, teamId, shopId }: Holder & Pick<Cut, 'shopId'>,
): Beginning => ({
  rule: LATE_REPLY,
  subjectId: round.conversationId,
  occurrence: round.roundId,
  name: round.name,
  agentId,
  teamId,
  ticketKind: null,
  shopId,
  first: round.first,
  since: round.since,
});

/** A ticket that nobody touches. */
export const ticketBeginning = (
  ticket: { ticketId: string; kind: string | null; since: number },
  { agentId, teamId }: Holder,
): Beginning => ({
  rule: UNTOUCHED_TICKET,
  subjectId: ticket.ticketId,
  occurrence: `${ticket.ticketId}@${ticket.since}`,
  name: ticket.ticketId,
  agentId,
  teamId,
  ticketKind: ticket.kind,
  shopId: null,
  first: false,
  since: ticket.since,
});
