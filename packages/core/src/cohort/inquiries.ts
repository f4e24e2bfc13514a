import type { CohortItemOf, Sale } from './cohort-item.ts';
import type { CohortRules } from './cohort-rules.ts';
import { inTrueOrder, isSale, type Order } from './order.ts';
import { intentOf } from './resolutions.ts';
import { byTime, type Talk, type TalkReply } from './talk.ts';

/**
 * The inquiries of a customer: a pre-sales episode begins one, and those that begin within its gap belong to it. Each is the last human's who replied in
 * it before he paid for the first time or the gap was over; of one that nobody replied to the bot had to make what there was to make.
 */
export function inquiriesOf(talks: readonly Talk[], orders: readonly Order[], rules: CohortRules): CohortItemOf<'inquiry'>[] {
  const payments = orders.flatMap(({ events }) => events.filter(isSale)).sort(inTrueOrder);
  return gather(talks, rules).map(({ first, mine, lastsMs }) => {
    const until = first.openedAt + lastsMs;
    const paid = payments.filter(({ at }) => at >= first.openedAt && at < until);
    const last = lastReply(mine, paid[0]?.at ?? until - 1);
    return {
      kind: 'inquiry',
      id: first.id,
      at: first.openedAt,
      lastsMs,
      cut: last ? { ...first.cut, agentId: last.cut.agentId, teamId: last.cut.teamId } : first.cut,
      episodes: mine.map(({ id }) => id),
      answered: last !== undefined,
      sales: paid.map(
        ({ orderId, at, amount, currency, items }): Sale => ({ orderId, at, amount, currency: currency.toUpperCase(), items }),
      ),
    };
  });
}

type Gathered = { first: Talk; mine: Talk[]; lastsMs: number };

function gather(talks: readonly Talk[], rules: CohortRules): Gathered[] {
  const inquiries: Gathered[] = [];
  for (const talk of talks) {
    if (intentOf(talk, rules) !== 'presales') continue;
    const present = inquiries.at(-1);
    if (present && talk.openedAt < present.first.openedAt + present.lastsMs) present.mine.push(talk);
    else inquiries.push({ first: talk, mine: [talk], lastsMs: rules.gapMs(talk.openedAt, talk.cut.shopId) });
  }
  return inquiries;
}

/** The last reply up to an instant: a message comes before an order of the same instant. */
const lastReply = (talks: readonly Talk[], until: number): TalkReply | undefined =>
  talks
    .flatMap(({ replies }) => replies)
    .sort(byTime)
    .findLast(({ at }) => at <= until);
