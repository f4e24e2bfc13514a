import type { Cut, Fact, FactOf, Shut } from '@watchfloor/contracts/fact';
import type { Stretch } from '../schedule/place-span.ts';
import { lengthOf, openParts } from '../schedule/shut.ts';
import { FLOOR_SUBJECT, isAgentSubject, type SubjectKey, subjectsOf } from '../window/subject.ts';
import { judgePlatform, ofPlatformSession } from './judge-platform.ts';
import { type Judged, judgeRound, stretchesByAgent, type Verdict } from './judge-round.ts';
import type { CountName, LengthName } from './tally.ts';

/** What counts for one subject at one instant: a number of things, a length of time, or a customer who got a human reply. */
export type Measure = { subject: SubjectKey; at: number } & (
  | { kind: 'count'; name: CountName; n: number }
  | { kind: 'length'; name: LengthName; ms: number }
  | { kind: 'customer'; id: string }
);

/** Half-open, epoch milliseconds. */
export type Range = { from: number; to: number };

/**
 * Everything that a fact adds to figures: the one place where facts become metrics, for live windows, the ledger and explanations alike. With a
 * range only what falls into it; what lasts (a state) is cut to it.
 */
export function measuresOf(fact: Fact, range?: Range): Measure[] {
  if (fact.type === 'status.ended') return ofStatus(fact, range ?? { from: fact.from, to: fact.at });
  const measures = ofFact(fact);
  return range ? measures.filter(({ at }) => at >= range.from && at < range.to) : measures;
}

/** The first and the last instant at which a fact counts; null when it counts nowhere. */
export function spanOf(fact: Fact): { first: number; last: number } | null {
  if (fact.type === 'status.ended')
    return COUNTED_STATES[fact.status] && fact.at > fact.from ? { first: fact.from, last: fact.at - 1 } : null;
  const instants = ofFact(fact).map(({ at }) => at);
  return instants.length === 0 ? null : { first: Math.min(...instants), last: Math.max(...instants) };
}

/** No fact counts before this instant, most at their own only. Cheap, for those who first want to know whether `spanOf` is worth asking. */
export function countsNotBefore(fact: Fact): number {
  switch (fact.type) {
    case 'round.closed':
      return fact.openedAt;
    case 'platform.judged':
      return fact.asked[0]?.at ?? fact.at;
    case 'platform.session':
    case 'status.ended':
      return fact.from;
    default:
      return fact.at;
  }
}

function ofFact(fact: Fact): Measure[] {
  switch (fact.type) {
    case 'round.closed':
      return ofRound(fact);
    case 'followup.ended':
      return lengths(fact, 'followUpWait', fact.waitMs);
    case 'episode.opened':
      return [...opened(fact), ...(fact.reopened ? counts(fact, 'reopened') : [])];
    case 'episode.assigned':
      return [...taken(fact), ...(fact.from === null ? [] : counts(fact, 'transferredIn'))];
    case 'episode.responded':
      return subjectsOf(fact.cut).flatMap((subject) => {
        const ms = isAgentSubject(subject) ? fact.agentWaitMs : fact.waitMs;
        return ms === null ? [] : firstResponse(fact, subject, ms);
      });
    case 'episode.handed_over':
      return lengths(fact, 'botHold', fact.botHoldMs);
    case 'episode.closed':
      return [
        ...(fact.reason === 'resolved' ? counts(fact, 'resolved') : []),
        ...(fact.answered ? counts(fact, 'answeredCloses') : []),
        ...(fact.abandoned === null ? [] : counts(fact, ABANDONED[fact.abandoned])),
      ];
    case 'hold.ended':
      return [
        ...lengths(fact, 'handleTime', fact.handleMs),
        ...(fact.how === 'transferred' ? counts(fact, 'transferredOut') : []),
        // Moves by a supervisor, the system or the platform are nobody's fault.
        ...(fact.how === 'transferred' && fact.waiting && fact.by === 'agent' ? counts(fact, 'transferredUnanswered') : []),
      ];
    case 'customer.wrote':
      return counts(fact, 'messagesIn');
    case 'customer.answered': {
      const customers = subjectsOf(fact.cut).map((subject): Measure => ({ subject, at: fact.at, kind: 'customer', id: fact.customerId }));
      // An answered call is a reply, but no message.
      return [...(fact.how === 'call' ? [] : counts(fact, 'messagesOut')), ...customers];
    }
    case 'rating.given': {
      const [all, good] = RATINGS[fact.kind];
      return [...counts(fact, all), ...(fact.score >= GOOD_SCORE ? counts(fact, good) : [])];
    }
    case 'platform.judged':
      return judgePlatform(fact);
    case 'platform.session':
      return ofPlatformSession(fact);
    case 'complaint.filed':
      return counts(fact, 'complaints');
    default:
      return [];
  }
}

const GOOD_SCORE = 4;
const RATINGS: Record<FactOf<'rating.given'>['kind'], [CountName, CountName]> = {
  rating: ['ratings', 'goodRatings'],
  review: ['reviews', 'goodReviews'],
  'follow-up': ['followUpReviews', 'goodFollowUpReviews'],
};
const ABANDONED = {
  queue: 'abandonedInQueue',
  assigned: 'abandonedAssigned',
  silent: 'silentAbandons',
  short: 'shortAbandons',
} as const satisfies Record<NonNullable<FactOf<'episode.closed'>['abandoned']>, CountName>;
/** Being offline is no figure. */
export const COUNTED_STATES: Record<FactOf<'status.ended'>['status'], CountName | null> = {
  online: 'onlineMs',
  busy: 'busyMs',
  away: 'awayMs',
  suspended: 'suspendedMs',
  offline: null,
};

type Told = { at: number; cut: Cut };

const counts = ({ at, cut }: Told, name: CountName, n = 1): Measure[] =>
  n === 0 ? [] : subjectsOf(cut).map((subject) => ({ subject, at, kind: 'count', name, n }));

const lengths = ({ at, cut }: Told, name: LengthName, ms: number): Measure[] =>
  subjectsOf(cut).map((subject) => ({ subject, at, kind: 'length', name, ms }));

/** An episode counts for the floor, its shop and channel where it begins, for a team where it begins or is first assigned, for agents by assignment. */
const opened = ({ at, cut }: FactOf<'episode.opened'>): Measure[] => counts({ at, cut: { ...cut, agentId: null } }, 'conversations');

const taken = ({ at, cut, newTo }: FactOf<'episode.assigned'>): Measure[] =>
  counts(
    { at, cut: { agentId: newTo.agent ? cut.agentId : null, teamId: newTo.team ? cut.teamId : null, shopId: null, channel: null } },
    'conversations',
  ).filter(({ subject }) => subject !== FLOOR_SUBJECT);

/** And less what was shut, where there are office hours. */
function firstResponse({ at, shut }: FactOf<'episode.responded'>, subject: SubjectKey, ms: number): Measure[] {
  const plain: Measure = { subject, at, kind: 'length', name: 'firstResponse', ms };
  if (!shut) return [plain];
  return [plain, { ...plain, name: 'businessFirstResponse', ms: lengthOf(openParts([{ from: at - ms, to: at }], shut)) }];
}

/**
 * `response` on the customer's clock for floor, team, shop and channel, on the replier's own for the agent; the verdicts; and how the wait parts into
 * queue and holders, which counts with the reply.
 */
function ofRound(fact: FactOf<'round.closed'>): Measure[] {
  const { at, cut, held, openedAt, outcome, agentWaitMs, shut } = fact;
  const measures = ofVerdicts({ openedAt, at, outcome, held, agentId: cut.agentId, agentWaitMs }, shut, cut);
  if (outcome !== 'replied') return measures;
  for (const subject of subjectsOf(cut)) {
    const ms = isAgentSubject(subject) ? fact.agentWaitMs : fact.customerWaitMs;
    if (ms === null) continue;
    measures.push({ subject, at, kind: 'length', name: 'response', ms });
    if (fact.filler) measures.push({ subject, at, kind: 'count', name: 'fillers', n: 1 });
  }
  let heldMs = 0;
  const holders = stretchesByAgent(openedAt, held);
  for (const [agentId, stretches] of holders) {
    const mine = lengthOf(stretches);
    heldMs += mine;
    if (mine > 0) measures.push({ subject: `a:${agentId}`, at, kind: 'count', name: 'waitHeldMs', n: mine });
  }
  const others = { at, cut: { ...cut, agentId: null } };
  measures.push(...counts(others, 'waitHeldMs', heldMs), ...counts(others, 'waitQueueMs', fact.customerWaitMs - heldMs));
  if (shut) {
    const openMs = (stretches: readonly Stretch[]) => lengthOf(openParts(stretches, shut));
    measures.push(...lengths(others, 'businessResponse', openMs([{ from: openedAt, to: at }])));
    if (cut.agentId !== null && agentWaitMs !== null)
      measures.push({
        subject: `a:${cut.agentId}`,
        at,
        kind: 'length',
        name: 'businessResponse',
        ms: openMs(holders.get(cut.agentId) ?? []),
      });
  }
  return measures;
}

/** The verdicts of a round as measures; where there are office hours (`shut` is what they left out) those of business time too. */
export function ofVerdicts(round: Judged, shut: readonly Shut[] | undefined, cut: Cut): Measure[] {
  const plain = judgeRound(round);
  const measures = plain.flatMap((verdict) => ofVerdict(verdict, verdict.hit ? `hit${verdict.limit}` : `miss${verdict.limit}`, cut));
  if (!shut) return measures;
  for (const verdict of shut.length === 0 ? plain : judgeRound({ ...round, shut }))
    measures.push(...ofVerdict(verdict, verdict.hit ? `businessHit${verdict.limit}` : `businessMiss${verdict.limit}`, cut));
  return measures;
}

/** A verdict of the customer's clock counts for the floor, shop and channel, and the team that had the round (a hit: the replier's). */
function ofVerdict({ at, hit, agentId, teamId }: Verdict, name: CountName, cut: Cut): Measure[] {
  if (agentId !== null) return [{ subject: `a:${agentId}`, at, kind: 'count', name, n: 1 }];
  return counts({ at, cut: { ...cut, agentId: null, teamId: hit ? cut.teamId : teamId } }, name);
}

function ofStatus({ at: end, from, status, cut }: FactOf<'status.ended'>, range: Range): Measure[] {
  const name = COUNTED_STATES[status];
  const first = Math.max(from, range.from);
  return name === null ? [] : counts({ at: first, cut }, name, Math.max(0, Math.min(end, range.to) - first));
}
