import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Cut } from '@watchfloor/contracts/fact';
import { type Contact, contactsOf, inOrder } from './contacts.ts';
import type { Known } from './tell-floor.ts';
import { inTrueOrder } from './true-order.ts';

/*
 * Readings where metrics.md is silent, all of them in the definitions of the metrics:
 * - all gaps are half-open from their beginning; what happens at the very end is outside;
 * - an inquiry is a customer's first pre-sales episode and those that begin within its gap; only what was replied in these decides whose it is;
 * - an order is paid by its first payment that is no deposit, and refunded if that comes within 15 days; it belongs to the inquiry in whose gap that was;
 * - a request for money back ends with the first thing that comes of it within 15 days and before the next request; without that it is not handled;
 * - it is the last replier's, from a day before the request to its end;
 * - an episode of unknown intent stays solved after seven days.
 */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What holds for the inquiries of a shop. */
export type InquirySettings = { gapMs: number; credit: 'before payment' | 'before order'; afterSalesToo: boolean };
/** `shops`: those that have settings of their own; `roles`: the work of teams. */
export type CohortSettings = InquirySettings & {
  shops?: ReadonlyMap<string, InquirySettings>;
  roles: Readonly<Record<string, 'presales' | 'aftersales'>>;
};
export const OUR_COHORTS: CohortSettings = { gapMs: DAY_MS, credit: 'before payment', afterSalesToo: false, roles: {} };

type OrderEvent = Extract<LoggedEvent, { type: `order.${string}` }>;
type Counted = { at: number; cut: Cut /** When it can change no more. */; ripeAt: number };

export type Inquiry = Counted & { answered: boolean; payments: OrderEvent[] };
/** All that counts in cohorts of a floor, in plain lists. */
export type Cohorts = {
  solved: (Counted & { repeated: boolean })[];
  bots: (Counted & { alone: boolean })[];
  inquiries: Inquiry[];
  paid: (Counted & { refunded: boolean })[];
  requests: (Counted & { outcome: 'refunded' | 'saved' | null })[];
};

const NOBODY: Cut = { agentId: null, teamId: null, shopId: null, channel: null };

/** What became of the customers of a floor, from its raw events in any order, repeats included. */
export function tellCohorts(events: readonly LoggedEvent[], settings: CohortSettings = OUR_COHORTS, known: Known = {}): Cohorts {
  const contacts = contactsOf(events, known);
  const orders = inTrueOrder(events).filter((event): event is OrderEvent => event.type.startsWith('order.'));
  const cohorts: Cohorts = { solved: [], bots: [], inquiries: [], paid: [], requests: [] };
  const contactsBy = Map.groupBy(contacts, (contact) => contact.customerId);
  const ordersBy = Map.groupBy(orders, ({ data }) => data.customerId);
  for (const customerId of new Set([...contactsBy.keys(), ...ordersBy.keys()])) {
    const mine = contactsBy.get(customerId) ?? [];
    const bought = ordersBy.get(customerId) ?? [];
    cohorts.solved.push(...solvedOf(mine, settings));
    cohorts.bots.push(...botsOf(mine));
    const inquiries = inquiriesOf(mine, bought, settings);
    cohorts.inquiries.push(...inquiries);
    for (const orderId of new Set(bought.map(({ data }) => data.orderId))) {
      const order = bought.filter(({ data }) => data.orderId === orderId);
      cohorts.paid.push(...paidOf(order, inquiries));
      cohorts.requests.push(...requestsOf(order, mine));
    }
  }
  return cohorts;
}

const intentOf = ({ intent, cut }: Contact, { roles }: CohortSettings) =>
  intent ?? (cut.teamId === null ? null : (roles[cut.teamId] ?? null));

const ofShop = (settings: CohortSettings, { cut }: Contact): InquirySettings => settings.shops?.get(cut.shopId ?? '') ?? settings;

function solvedOf(contacts: readonly Contact[], settings: CohortSettings): Cohorts['solved'] {
  return contacts.flatMap((contact) => {
    const { end, topic, cut } = contact;
    if (!end?.resolved) return [];
    const ripeAt = end.at + (intentOf(contact, settings) === 'presales' ? DAY_MS : 7 * DAY_MS);
    const later = contacts.filter((other) => other !== contact && other.at >= end.at && other.at < ripeAt);
    const repeated = later.some((other) =>
      topic !== null && other.topic !== null ? other.topic === topic : other.cut.shopId === cut.shopId,
    );
    return [{ at: end.at, cut: end.cut, ripeAt, repeated }];
  });
}

const botsOf = (contacts: readonly Contact[]): Cohorts['bots'] =>
  contacts.flatMap(({ end }) =>
    end?.botReplied ? [{ at: end.at, cut: { ...end.cut, agentId: null }, ripeAt: end.at, alone: end.botAlone }] : [],
  );

const isSale = ({ type, data }: OrderEvent): boolean => type === 'order.paid' && data.kind !== 'deposit';

function inquiriesOf(contacts: readonly Contact[], orders: readonly OrderEvent[], settings: CohortSettings): Inquiry[] {
  const inquiries: Inquiry[] = [];
  const asking = contacts.filter((contact) => {
    const intent = intentOf(contact, settings);
    return intent === 'presales' || (intent === 'aftersales' && ofShop(settings, contact).afterSalesToo);
  });
  for (let next = asking[0]; next; ) {
    const first = next;
    const { gapMs, credit } = ofShop(settings, first);
    const ripeAt = first.at + gapMs;
    const within = asking.filter(({ at }) => at >= first.at && at < ripeAt);
    const payments = orders.filter((event) => isSale(event) && event.time >= first.at && event.time < ripeAt);
    const [payment] = payments;
    let until = payment ? payment.time : ripeAt - 1;
    if (payment && credit === 'before order') {
      const made = orders.find(({ type, data }) => type === 'order.created' && data.orderId === payment.data.orderId);
      if (made && made.time >= first.at && made.time <= payment.time) until = made.time;
    }
    const last = lastOf(within.flatMap(({ replies }) => replies).filter(({ at }) => at <= until));
    const { agentId = null, teamId = first.cut.teamId } = last?.cut ?? {};
    inquiries.push({ at: first.at, cut: { ...first.cut, agentId, teamId }, ripeAt, answered: last !== undefined, payments });
    next = asking.find(({ at }) => at >= ripeAt);
  }
  return inquiries;
}

const lastOf = (replies: readonly Contact['replies'][number][]) => replies.toSorted(inOrder).at(-1);

function paidOf(order: readonly OrderEvent[], inquiries: readonly Inquiry[]): Cohorts['paid'] {
  const first = order.find(isSale);
  if (!first) return [];
  const { time: at } = first;
  const ripeAt = at + 15 * DAY_MS;
  const refunded = order.some(({ type, time }) => type === 'order.refunded' && time >= at && time < ripeAt);
  const inquiry = inquiries.find((each) => each.at <= at && at < each.ripeAt);
  return [{ at, cut: inquiry?.cut ?? NOBODY, ripeAt, refunded }];
}

const ENDS = ['order.refunded', 'order.refund_withdrawn', 'order.exchanged'];

function requestsOf(order: readonly OrderEvent[], contacts: readonly Contact[]): Cohorts['requests'] {
  const replies = contacts.flatMap((contact) => contact.replies);
  return order.flatMap((request, index) => {
    if (request.type !== 'order.refund_requested') return [];
    const { time: at } = request;
    const later = order.slice(index + 1);
    const next = later.findIndex(({ type }) => type === request.type);
    const end = later.slice(0, next < 0 ? later.length : next).find(({ type }) => ENDS.includes(type));
    const inTime = end && end.time < at + 15 * DAY_MS ? end : undefined;
    const until = inTime ? inTime.time : at + 15 * DAY_MS - 1;
    const last = lastOf(replies.filter((reply) => reply.at >= at - DAY_MS && reply.at <= until));
    const outcome = inTime ? (inTime.type === 'order.refunded' ? 'refunded' : 'saved') : null;
    return [{ at, cut: last?.cut ?? NOBODY, ripeAt: inTime ? at : at + 15 * DAY_MS, outcome }];
  });
}
