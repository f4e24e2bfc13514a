import type { CohortItem, CohortItemOf } from './cohort-item.ts';
import { tenThousandths } from './money.ts';

/** What cohort items add up to. Of `sales:` and `payers:` there is one for each currency; sales are in ten-thousandths of its unit. */
export type CohortCountName =
  | 'resolved'
  | 'repeated'
  | 'botEpisodes'
  | 'botContained'
  | 'inquiries'
  | 'buyers'
  | 'botInquiries'
  | 'botBuyers'
  | 'units'
  | 'unitBuyers'
  | 'paidOrders'
  | 'refundedOrders'
  | 'handledRefunds'
  | 'savedRefunds'
  | 'openRefunds'
  | `sales:${string}`
  | `payers:${string}`;

/** `lastsMs`: of what is divided by, so long after its instant it may change; 0 of everything else. */
export type CohortCount = { name: CohortCountName; lastsMs: number; n: bigint };

/** What one item counts. */
export function countsOf(item: CohortItem): CohortCount[] {
  const base = (name: CohortCountName): CohortCount => ({ name, lastsMs: item.lastsMs, n: 1n });
  switch (item.kind) {
    case 'resolution':
      return [base('resolved'), ...when(item.repeatedBy !== null, one('repeated'))];
    case 'bot':
      return [base('botEpisodes'), ...when(item.contained, one('botContained'))];
    case 'inquiry':
      return [
        base('inquiries'),
        ...when(!item.answered, one('botInquiries')),
        ...when(item.sales.length > 0, one('buyers')),
        ...when(item.sales.length > 0 && !item.answered, one('botBuyers')),
        ...salesOf(item),
      ];
    case 'order':
      return [base('paidOrders'), ...when(item.refundedAt !== null, one('refundedOrders'))];
    case 'refund':
      if (item.outcome === null) return [base('openRefunds')];
      return [one('handledRefunds'), ...when(item.outcome !== 'refunded', one('savedRefunds'))];
  }
}

const one = (name: CohortCountName, n = 1n): CohortCount => ({ name, lastsMs: 0, n });
const when = (holds: boolean, ...counts: CohortCount[]): CohortCount[] => (holds ? counts : []);

/** Things are counted once an order, and of buyers of whom all orders say how many. */
function salesOf({ sales }: CohortItemOf<'inquiry'>): CohortCount[] {
  if (sales.length === 0) return [];
  const inCurrencies = [...Map.groupBy(sales, ({ currency }) => currency)].flatMap(([currency, mine]) => [
    one(
      `sales:${currency}`,
      mine.reduce((sum, { amount }) => sum + tenThousandths(amount), 0n),
    ),
    one(`payers:${currency}`),
  ]);
  const units = [...Map.groupBy(sales, ({ orderId }) => orderId).values()].map((mine) => unitsOf(mine.map(({ items }) => items)));
  const known = units.flatMap((n) => n ?? []);
  if (known.length < units.length) return inCurrencies;
  return [...inCurrencies, one('units', BigInt(known.reduce((sum, n) => sum + n, 0))), one('unitBuyers')];
}

const unitsOf = (said: readonly (number | null)[]): number | null =>
  said.reduce((most, items) => (items === null ? most : Math.max(most ?? 0, items)), null);
