import type { Kpi, KpiScore, Scorecard } from '@watchfloor/contracts/appraisal';
import { stepOf } from './step-of.ts';

/**
 * A scorecard: each figure through its tier table to points, times its weight; the sum over the greatest possible sum is the share of the performance
 * pay. A value on no tier gives no points; one that cannot be computed (null) is left out of both sums, for it says nothing about the person.
 */
export function scorecardOf(kpis: readonly Kpi[], figure: (metric: string) => number | null): Scorecard {
  const scores = kpis.map((kpi): KpiScore => {
    const { metric, weight, points: ofPoints, tiers } = kpi;
    const value = figure(metric);
    const points = value === null ? null : (stepOf(tiers, value)?.points ?? 0);
    return { metric, value, points, ofPoints, weight, score: points === null ? null : points * weight, ofScore: ofPoints * weight };
  });
  const computed = scores.filter(({ score }) => score !== null);
  const score = computed.reduce((sum, each) => sum + (each.score ?? 0), 0);
  const ofScore = computed.reduce((sum, each) => sum + each.ofScore, 0);
  return { scores, score, ofScore, share: ofScore === 0 ? null : score / ofScore, complete: computed.length === scores.length };
}
