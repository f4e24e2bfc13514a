import type { LeftOutReason } from '@watchfloor/contracts/explanation';
import { countsOf } from '../cohort/cohort-counts.ts';
import type { CohortItem } from '../cohort/cohort-item.ts';

/** What a cohort item says to a figure: as what it counts and how many, or why it does not; null where nobody would expect it to. */
export type CohortWord = { counted: { as: string; n: number }[] } | { leftOut: LeftOutReason } | null;

type Behind = {
  kind: CohortItem['kind'];
  /** Names of counts; `sales` and `payers` are those of every currency. */
  names: readonly string[];
  /** Why an item of the kind counts none of them. */
  why?: (item: CohortItem) => LeftOutReason | null;
};

const unpaid = (item: CohortItem): LeftOutReason | null => (item.kind === 'inquiry' && item.sales.length === 0 ? 'notPaid' : null);
const inquiries: Behind = { kind: 'inquiry', names: ['inquiries'] };
const conversion: Behind = { kind: 'inquiry', names: ['inquiries', 'buyers'] };
const sales: Behind = { kind: 'inquiry', names: ['sales', 'payers'], why: unpaid };
const units: Behind = { kind: 'inquiry', names: ['units', 'unitBuyers'], why: (item) => unpaid(item) ?? 'noItems' };
const resolved: Behind = { kind: 'resolution', names: ['resolved', 'repeated'] };
const orders: Behind = { kind: 'order', names: ['paidOrders', 'refundedOrders'] };
const refunds: Behind = { kind: 'refund', names: ['handledRefunds', 'savedRefunds'], why: () => 'noOutcome' };
const bots: Behind = { kind: 'bot', names: ['botEpisodes', 'botContained'] };
const botInquiries: Behind = { kind: 'inquiry', names: ['botInquiries', 'botBuyers'], why: () => 'byHuman' };

/** By the key of a definition of kind `cohort`, or by the whole path where one count alone is asked for. */
const BEHIND: Readonly<Record<string, Behind>> = {
  fcr: resolved,
  'fcr.repeated': { kind: 'resolution', names: ['repeated'], why: () => 'solved' },
  inquiries,
  immatureInquiries: inquiries,
  buyers: { kind: 'inquiry', names: ['buyers'], why: unpaid },
  conversion,
  sales,
  aov: sales,
  currency: sales,
  currencies: sales,
  units,
  unitBuyers: units,
  unitsPerBuyer: units,
  refundRate: orders,
  'refundRate.refunded': { kind: 'order', names: ['refundedOrders'], why: () => 'kept' },
  saveRate: refunds,
  'saveRate.saved': {
    kind: 'refund',
    names: ['savedRefunds'],
    why: (item) => (item.kind === 'refund' && item.outcome === null ? 'noOutcome' : 'notSaved'),
  },
  'saveRate.immature': { kind: 'refund', names: ['openRefunds'] },
  botConversion: botInquiries,
  botContained: bots,
  'botContained.contained': { kind: 'bot', names: ['botContained'], why: () => 'passedOn' },
};

/** What an item has to do with the number at a dotted path, below the key of its definition; `asOf` is epoch ms. */
export function explainCohortItem(item: CohortItem, { path, key, asOf }: { path: string; key: string; asOf: number }): CohortWord {
  const behind = BEHIND[path] ?? BEHIND[key];
  if (item.kind !== behind?.kind) return null;
  // What may still change is counted apart, and only that.
  if (isOfImmature(path) && (item.lastsMs === 0 || item.at + item.lastsMs <= asOf)) return null;
  const counted = countsOf(item)
    .filter(({ name }) => behind.names.includes(name.split(':', 1)[0] ?? name))
    .map(({ name, n }) => ({ as: name, n: Number(n) }))
    // Greater amounts than a number holds exactly are told by the figure alone.
    .filter(({ n }) => Number.isSafeInteger(n));
  if (counted.length > 0) return { counted };
  const reason = behind.why?.(item);
  return reason ? { leftOut: reason } : null;
}

const isOfImmature = (path: string): boolean => path === 'immatureInquiries' || path.endsWith('.immature');
