import type { Bonus, BonusStep } from '@watchfloor/contracts/appraisal';
import { stepOf } from './step-of.ts';

/** What a figure earns on a ladder: the amount of its step alone, steps below do not add to it. */
export function bonusOf(ladder: readonly BonusStep[], { metric, value }: Pick<Bonus, 'metric' | 'value'>): Bonus {
  const step = value === null ? null : stepOf(ladder, value);
  return { metric, value, step, amount: value === null ? null : (step?.amount ?? 0) };
}
