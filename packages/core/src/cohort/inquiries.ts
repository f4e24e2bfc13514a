import type { CohortItemOf, Sale } from './cohort-item.ts';
import type { CohortRules, InquiryRules } from './cohort-rules.ts';
import { inTrueOrder, isSale, type Order, type OrderEvent } from './order.ts';
import { intentOf } from './resolutions.ts';
import { byTime, type Talk, type TalkReply } from './talk.ts';

/**
 * The inquiries of a customer: a pre-sales episode begins one, and those that begin within its gap belong to it. Each is the last human's who replied in
 * it before he paid for the first time or the gap was over; of one that nobody replied to the bot had to make what there was to make.
 */
export function inquiriesOf(talks: readonly Talk[], orders: readonly Order[], rules: CohortRules): CohortItemOf<'inquiry'>[] {
  const payments = orders.flatMap(({ events }) => events.filter(isSale)).sort(inTrueOrder);
  return gather(talks, rules).map(({ first, mine, inquiryRules }) => {
    const { conversionGapMs: lastsMs } = inquiryRules;
    const { openedAt: at } = first;
    const until = at + lastsMs;
    const sales = payments.filter((payment) => payment.at >= at && payment.at < until);
    const last = lastReply(mine, sales[0] ? creditedUntil(sales[0], { at, orders, inquiryRules }) : until - 1);
    return {
      kind: 'inquiry',
      id: first.id,
      conversationId: first.conversationId,
      at,
      lastsMs,
      cut: last ? { ...first.cut, agentId: last.cut.agentId, teamId: last.cut.teamId } : first.cut,
      episodes: mine.map(({ id }) => id),
      answered: last !== undefined,
      sales: sales.map(saleOf),
    };
  });
}

const saleOf = ({ orderId, at, amount, currency, items }: OrderEvent): Sale => ({
  orderId,
  at,
  amount,
  currency: currency.toUpperCase(),
  items,
});

type Gathered = { first: Talk; mine: Talk[]; inquiryRules: InquiryRules };

function gather(talks: readonly Talk[], rules: CohortRules): Gathered[] {
  const inquiries: Gathered[] = [];
  for (const talk of talks) {
    const inquiryRules = rules.inquiryRules(talk.openedAt, talk.cut.shopId);
    const intent = intentOf(talk, rules);
    if (intent === null || (intent === 'aftersales' && !inquiryRules.inquiriesAfterSales)) continue;
    const present = inquiries.at(-1);
    if (present && talk.openedAt < present.first.openedAt + present.inquiryRules.conversionGapMs) present.mine.push(talk);
    else inquiries.push({ first: talk, mine: [talk], inquiryRules });
  }
  return inquiries;
}

/** Up to the payment, or where the profile says so to the making of its order, unless that was made before he asked. */
function creditedUntil(
  { at: paidAt, orderId }: OrderEvent,
  { at, orders, inquiryRules }: { at: number; orders: readonly Order[]; inquiryRules: InquiryRules },
): number {
  if (inquiryRules.conversionCredit === 'before payment') return paidAt;
  const made = orders.find(({ id }) => id === orderId)?.events.find(({ type }) => type === 'order.created');
  return made && made.at >= at && made.at <= paidAt ? made.at : paidAt;
}

/** The last reply up to an instant: a message comes before an order of the same instant. */
const lastReply = (talks: readonly Talk[], until: number): TalkReply | undefined =>
  talks
    .flatMap(({ replies }) => replies)
    .sort(byTime)
    .findLast(({ at }) => at <= until);
