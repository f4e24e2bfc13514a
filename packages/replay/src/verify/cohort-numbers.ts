import { type CohortFigures, cohortFields } from '@watchfloor/contracts/cohorts';

/** The numbers of cohort figures, by name; money too, by currency. Up to when they are counted is no figure. */
export function cohortNumbers(figures: CohortFigures) {
  const { cohorts: _, currency: __, sales, aov, currencies, fcr, refundRate, saveRate, ...counts } = figures;
  const numberOf = (money: string | null): number | null => (money === null ? null : Number(money));
  const rateOf = <T extends { provisional: boolean }>({ provisional: ___, ...rate }: T): Omit<T, 'provisional'> => rate;
  const money = currencies.map((each): [string, object] => [
    each.currency,
    { sales: numberOf(each.sales), aov: numberOf(each.aov), buyers: each.buyers },
  ]);
  return {
    ...counts,
    fcr: rateOf(fcr),
    refundRate: rateOf(refundRate),
    saveRate: rateOf(saveRate),
    sales: numberOf(sales),
    aov: numberOf(aov),
    currencies: Object.fromEntries(money),
  };
}
export type CohortNumbers = ReturnType<typeof cohortNumbers>;

/** Is it one of them, by its dotted path? */
export const isOfCohorts = (metric: string): boolean => Object.hasOwn(cohortFields, metric.split('.', 1)[0] ?? '');
