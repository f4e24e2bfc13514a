import type { CohortFigures } from '@watchfloor/contracts/cohorts';
import type { Cut } from '@watchfloor/contracts/fact';
import type { Cohorts, Inquiry } from './cohorts.ts';
import type { Subject } from './figures-of.ts';

/** Up to when everything is told, epoch milliseconds, and the currency to show sales in. */
type Shown = { asOf: number; currency: string | null };

const rate = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** metrics.md, "Cohorts", for one subject and range: each figure by going through the whole list once more. */
export function cohortFiguresOf(
  cohorts: Cohorts,
  subject: Subject,
  range: { from: number; to: number },
  { asOf, currency }: Shown,
): CohortFigures {
  const mine = <T extends { at: number; cut: Cut }>(list: readonly T[]): T[] =>
    list.filter(({ at, cut }) => range.from <= at && at < range.to && isOf(subject, cut));
  const unripe = (list: readonly { ripeAt: number }[]): number => list.filter(({ ripeAt }) => ripeAt > asOf).length;
  const solved = mine(cohorts.solved);
  const repeated = solved.filter((each) => each.repeated).length;
  const inquiries = mine(cohorts.inquiries);
  const bought = inquiries.filter(({ payments }) => payments.length > 0);
  const ofBots = inquiries.filter(({ answered }) => !answered);
  const botBuyers = ofBots.filter(({ payments }) => payments.length > 0).length;
  const paid = mine(cohorts.paid);
  const refunded = paid.filter((each) => each.refunded).length;
  const requests = mine(cohorts.requests);
  const handled = requests.filter(({ outcome }) => outcome !== null).length;
  const saved = requests.filter(({ outcome }) => outcome === 'saved').length;
  const open = unripe(requests.filter(({ outcome }) => outcome === null));
  const bots = mine(cohorts.bots);
  const contained = bots.filter(({ alone }) => alone).length;
  const withItems = bought.filter(({ payments }) => itemsOf(payments) !== null);
  const units = withItems.reduce((sum, { payments }) => sum + (itemsOf(payments) ?? 0), 0);
  const sold = salesIn(bought, currency ?? '');
  return {
    fcr: {
      resolved: solved.length,
      repeated,
      once: solved.length - repeated,
      rate: rate(solved.length - repeated, solved.length),
      immature: unripe(solved),
      provisional: unripe(solved) > 0,
    },
    inquiries: inquiries.length,
    buyers: bought.length,
    conversion: rate(bought.length, inquiries.length),
    immatureInquiries: unripe(inquiries),
    sales: sold.sales,
    aov: sold.aov,
    currency,
    currencies: currenciesIn(bought).map((code) => ({ currency: code, ...salesIn(bought, code) })),
    units,
    unitBuyers: withItems.length,
    unitsPerBuyer: rate(units, withItems.length),
    refundRate: { paid: paid.length, refunded, rate: rate(refunded, paid.length), immature: unripe(paid), provisional: unripe(paid) > 0 },
    saveRate: { handled, saved, rate: rate(saved, handled), immature: open, provisional: open > 0 },
    botConversion: { inquiries: ofBots.length, buyers: botBuyers, rate: rate(botBuyers, ofBots.length) },
    botContained: { episodes: bots.length, contained, rate: rate(contained, bots.length) },
    cohorts: {
      asOf: new Date(asOf).toISOString(),
      provisional: unripe(solved) + unripe(inquiries) + unripe(paid) + open > 0,
    },
  };
}

/** The currency in which most buyers of the floor paid in a range, of several the first by name. */
export function mainCurrencyOf({ inquiries }: Cohorts, { from, to }: { from: number; to: number }): string | null {
  const bought = inquiries.filter(({ at, payments }) => from <= at && at < to && payments.length > 0);
  let main: string | null = null;
  for (const code of currenciesIn(bought)) if (main === null || salesIn(bought, code).buyers > salesIn(bought, main).buyers) main = code;
  return main;
}

function isOf(subject: Subject, { agentId, teamId, shopId, channel }: Cut): boolean {
  if (subject.by === 'floor') return true;
  return subject.id === { agent: agentId, team: teamId, shop: shopId, channel }[subject.by];
}

const currenciesIn = (bought: readonly Inquiry[]): string[] =>
  [...new Set(bought.flatMap(({ payments }) => payments.map(({ data }) => data.currency.toUpperCase())))].sort();

function salesIn(bought: readonly Inquiry[], code: string): { sales: string; aov: string | null; buyers: number } {
  const inIt = bought
    .map(({ payments }) => payments.filter(({ data }) => data.currency.toUpperCase() === code))
    .filter((list) => list.length > 0);
  let sum = 0n;
  for (const { data } of inIt.flat()) {
    const [whole = '', part = ''] = data.amount.split('.');
    sum += BigInt(whole + part.padEnd(4, '0'));
  }
  const buyers = BigInt(inIt.length);
  return { sales: written(sum), aov: buyers === 0n ? null : written(halfUp(sum, buyers)), buyers: inIt.length };
}

/** The nearest whole number, the greater of two that are as near. */
function halfUp(sum: bigint, parts: bigint): bigint {
  let nearest = sum / parts - 1n;
  while (2n * (sum - (nearest + 1n) * parts) >= -parts) nearest += 1n;
  return nearest;
}

/** Ten-thousandths as a decimal with two to four places. */
function written(amount: bigint): string {
  const digits = String(amount < 0n ? -amount : amount).padStart(5, '0');
  let places = digits.slice(-4);
  while (places.length > 2 && places.endsWith('0')) places = places.slice(0, -1);
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -4)}.${places}`;
}

/** Once an order; null when one of them does not say. */
function itemsOf(payments: Inquiry['payments']): number | null {
  let items = 0;
  for (const orderId of new Set(payments.map(({ data }) => data.orderId))) {
    const said = payments.flatMap(({ data }) => (data.orderId === orderId && data.items !== undefined ? [data.items] : []));
    if (said.length === 0) return null;
    items += Math.max(...said);
  }
  return items;
}
