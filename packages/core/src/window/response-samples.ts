import type { FactOf } from '@watchfloor/contracts/fact';
import { isAgentSubject, type SubjectKey, subjectsOf } from './subject.ts';

/** One duration that counts for one subject at one instant. */
export type Sample = { subject: SubjectKey; at: number; ms: number };

/**
 * The samples of `response` that a closed round gives: the customer's clock for floor, team, shop and channel, the replier's own for the agent
 * (metrics.md, "The unit"); one who never held the round has none. Only a valid human reply counts; it counts at the instant of the reply.
 */
export function responseSamples(fact: FactOf<'round.closed'>): Sample[] {
  if (fact.outcome !== 'replied') return [];
  const { at, agentWaitMs, customerWaitMs } = fact;
  return subjectsOf(fact.cut).flatMap((subject) => {
    const ms = isAgentSubject(subject) ? agentWaitMs : customerWaitMs;
    return ms === null ? [] : [{ subject, at, ms }];
  });
}
