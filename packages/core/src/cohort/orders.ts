import type { Cut } from '@watchfloor/contracts/fact';
import type { CohortItemOf, RefundOutcome } from './cohort-item.ts';
import { ADVICE_MS, REFUND_MS } from './cohort-rules.ts';
import { isSale, type Order, type OrderEvent, type OrderEventType } from './order.ts';
import { byTime, type Talk } from './talk.ts';

const NOBODY: Cut = { agentId: null, teamId: null, shopId: null, channel: null };

/** Every order that was paid, by its first payment that is a sale, and whether the money went back in time. It is theirs whose the inquiry was that led to it. */
export function paidOrdersOf(orders: readonly Order[], inquiries: readonly CohortItemOf<'inquiry'>[]): CohortItemOf<'order'>[] {
  return orders.flatMap(({ id, events }) => {
    const paid = events.find(isSale);
    if (!paid) return [];
    const { at } = paid;
    const refund = events.find((event) => event.type === 'order.refunded' && event.at >= at && event.at < at + REFUND_MS);
    const inquiry = inquiries.find((each) => each.at <= at && at < each.at + each.lastsMs);
    return [{ kind: 'order', id, at, lastsMs: REFUND_MS, cut: inquiry?.cut ?? NOBODY, refundedAt: refund?.at ?? null }];
  });
}

const OUTCOMES: Partial<Record<OrderEventType, RefundOutcome>> = {
  'order.refunded': 'refunded',
  'order.refund_withdrawn': 'withdrawn',
  'order.exchanged': 'exchanged',
};

/**
 * Every request for money back, and what first came of it: before the next request, and in time. It is his who last replied to the customer, from a day
 * before the request to its outcome.
 */
export function refundsOf(orders: readonly Order[], talks: readonly Talk[]): CohortItemOf<'refund'>[] {
  const replies = talks.flatMap((talk) => talk.replies).sort(byTime);
  return orders.flatMap(({ id: orderId, events }) =>
    events.flatMap((request, index) => {
      if (request.type !== 'order.refund_requested') return [];
      const { at } = request;
      const ended = outcomeOf(events.slice(index + 1));
      const end = ended && ended.at < at + REFUND_MS ? ended : null;
      const until = end?.at ?? at + REFUND_MS - 1;
      const last = replies.findLast((reply) => reply.at >= at - ADVICE_MS && reply.at <= until);
      const outcome = (end && OUTCOMES[end.type]) ?? null;
      return [
        {
          kind: 'refund',
          id: `${request.source} ${request.id}`,
          orderId,
          at,
          lastsMs: end ? 0 : REFUND_MS,
          cut: last?.cut ?? NOBODY,
          outcome,
        },
      ];
    }),
  );
}

function outcomeOf(later: readonly OrderEvent[]): OrderEvent | null {
  for (const event of later) {
    if (event.type === 'order.refund_requested') return null;
    if (OUTCOMES[event.type]) return event;
  }
  return null;
}
