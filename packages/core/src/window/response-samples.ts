import type { FactOf } from '@watchfloor/contracts/fact';
import { isAgentSubject, type SubjectKey, subjectsOf } from './subject.ts';

/** One duration that counts for one subject at one instant. */
export type Sample = { subject: SubjectKey; at: number; ms: number };

/**
 * The samples of `response` that a closed round gives: the customer's clock for floor, team, shop and channel, the replier's own for the agent
 * (metrics.md, "The unit"). Only a valid human reply counts; it counts at the instant of the reply.
 */
export function responseSamples(fact: FactOf<'round.closed'>): Sample[] {
  if (fact.outcome !== 'replied') return [];
  return subjectsOf(fact.cut).map((subject) => ({ subject, at: fact.at, ms: isAgentSubject(subject) ? fact.agentWaitMs : fact.customerWaitMs }));
}
