import type { CohortItem } from './cohort-item.ts';
import type { CohortRules } from './cohort-rules.ts';
import { inquiriesOf } from './inquiries.ts';
import { type OrderEvent, ordersOf } from './order.ts';
import { paidOrdersOf, refundsOf } from './orders.ts';
import { botTalksOf, resolutionsOf } from './resolutions.ts';
import type { Talk } from './talk.ts';

/** All that cohorts need to know of one customer of a floor. */
export type CustomerStory = { talks: readonly Talk[]; orders: readonly OrderEvent[] };

/** Everything that cohort figures count of one customer (metrics.md, "Cohorts"). */
export function cohortItems({ talks, orders: events }: CustomerStory, rules: CohortRules): CohortItem[] {
  const orders = ordersOf(events);
  const inquiries = inquiriesOf(talks, orders, rules);
  return [
    ...resolutionsOf(talks, rules),
    ...botTalksOf(talks),
    ...inquiries,
    ...paidOrdersOf(orders, inquiries),
    ...refundsOf(orders, talks),
  ];
}
