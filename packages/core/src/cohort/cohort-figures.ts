import type { CohortFigures } from '@watchfloor/contracts/cohorts';
import { instantOf } from '@watchfloor/contracts/instant';
import type { CohortCount, CohortCountName } from './cohort-counts.ts';
import { decimalOf, shareOf } from './money.ts';

/** What items of one subject add up to: how many of each, and how many of those may still turn out otherwise. */
export type CohortTally = Map<CohortCountName, { n: bigint; immature: bigint }>;

/** Adds a count; `immature`: all of it may still change. */
export function addCohortCount(tally: CohortTally, { name, n }: Pick<CohortCount, 'name' | 'n'>, immature: boolean): void {
  const found = tally.get(name) ?? { n: 0n, immature: 0n };
  found.n += n;
  if (immature) found.immature += n;
  tally.set(name, found);
}

/** `currency`: the one that `sales` are shown in; `asOf`: up to when everything is counted, epoch ms. */
type How = { currency: string | null; asOf: number | null };

/** The figures that a tally gives. */
export function cohortFiguresOf(tally: CohortTally, { currency, asOf }: How): CohortFigures {
  const exact = (name: CohortCountName): bigint => tally.get(name)?.n ?? 0n;
  const n = (name: CohortCountName): number => Number(exact(name));
  const immature = (name: CohortCountName): number => Number(tally.get(name)?.immature ?? 0n);
  const rate = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
  const salesIn = (code: string) => {
    const [sales, buyers] = [exact(`sales:${code}`), exact(`payers:${code}`)];
    return { sales: decimalOf(sales), aov: buyers === 0n ? null : decimalOf(shareOf(sales, buyers)), buyers: Number(buyers) };
  };
  const shown = salesIn(currency ?? '');
  const [resolved, repeated, notSolvedYet] = [n('resolved'), n('repeated'), immature('resolved')];
  const once = resolved - repeated;
  const [inquiries, buyers, openInquiries] = [n('inquiries'), n('buyers'), immature('inquiries')];
  const [units, unitBuyers] = [n('units'), n('unitBuyers')];
  const [paid, refunded, openOrders] = [n('paidOrders'), n('refundedOrders'), immature('paidOrders')];
  const [handled, saved, openRefunds] = [n('handledRefunds'), n('savedRefunds'), immature('openRefunds')];
  const [botInquiries, botBuyers] = [n('botInquiries'), n('botBuyers')];
  const [episodes, contained] = [n('botEpisodes'), n('botContained')];
  return {
    fcr: { resolved, repeated, once, rate: rate(once, resolved), immature: notSolvedYet, provisional: notSolvedYet > 0 },
    inquiries,
    buyers,
    conversion: rate(buyers, inquiries),
    immatureInquiries: openInquiries,
    sales: shown.sales,
    aov: shown.aov,
    currency,
    currencies: currenciesIn(tally).map((code) => ({ currency: code, ...salesIn(code) })),
    units,
    unitBuyers,
    unitsPerBuyer: rate(units, unitBuyers),
    refundRate: { paid, refunded, rate: rate(refunded, paid), immature: openOrders, provisional: openOrders > 0 },
    saveRate: { handled, saved, rate: rate(saved, handled), immature: openRefunds, provisional: openRefunds > 0 },
    botConversion: { inquiries: botInquiries, buyers: botBuyers, rate: rate(botBuyers, botInquiries) },
    botContained: { episodes, contained, rate: rate(contained, episodes) },
    cohorts: {
      asOf: asOf === null ? null : instantOf(asOf),
      provisional: notSolvedYet + openInquiries + openOrders + openRefunds > 0,
    },
  };
}

const PAYERS = 'payers:';

const currenciesIn = (tally: CohortTally): string[] =>
  [...tally.keys()]
    .filter((name) => name.startsWith(PAYERS))
    .map((name) => name.slice(PAYERS.length))
    .sort();
