import type { LeftOutReason } from '@watchfloor/contracts/explanation';
import type { Fact, FactOf } from '@watchfloor/contracts/fact';
import { stretchesByAgent } from '../measure/judge-round.ts';
import { measuresOf } from '../measure/measures-of.ts';
import { idOfSubject, isAgentSubject, type SubjectKey, subjectsOf } from '../window/subject.ts';
import type { MeasureName } from './measures-behind.ts';

/** `detail`: the reason in the words of the event. */
export type LeftOut = { reason: LeftOutReason; detail: string | null };

const because = (reason: LeftOutReason, detail: string | null = null): LeftOut => ({ reason, detail });

/** Why a fact of a subject counts nothing of the measures named; null where nobody would have expected it to. */
export function whyLeftOut(fact: Fact, subject: SubjectKey, names: readonly MeasureName[]): LeftOut | null {
  switch (fact.type) {
    case 'round.closed':
      return roundLeftOut(fact, subject, names);
    case 'episode.responded':
      if (!of(fact, subject)) return null;
      if (isAgentSubject(subject) && fact.agentWaitMs === null) return because('neverHeld');
      return fact.shut === undefined && names.some(isBusiness) ? because('noOfficeHours') : null;
    case 'episode.closed':
      return of(fact, subject) ? closeLeftOut(fact, names) : null;
    case 'hold.ended': {
      if (!of(fact, subject) || fact.how !== 'transferred' || !names.includes('transferredUnanswered')) return null;
      return fact.waiting ? because('movedByOther', fact.by) : because('nobodyWaited');
    }
    case 'episode.assigned':
      return names.includes('conversations') && isAgentSubject(subject) && of(fact, subject) ? because('heldBefore') : null;
    case 'platform.judged':
      return of(fact, subject) ? judgedLeftOut(fact) : null;
    default:
      return null;
  }
}

/** A platform leaves out what was asked at another time of the day, or while nobody was there; the verdict of all else lies elsewhere. */
function judgedLeftOut({ asked }: FactOf<'platform.judged'>): LeftOut {
  const { out } = asked.find((each) => each.out) ?? {};
  if (out) return because(out === 'hours' ? 'outOfHours' : 'nobodyThere');
  return because('otherTime');
}

const of = ({ cut }: Pick<FactOf<'round.closed'>, 'cut'>, subject: SubjectKey): boolean => subjectsOf(cut).includes(subject);

const isVerdict = (name: MeasureName): boolean => /^(hit|miss|businessHit|businessMiss)\d/.test(name);

const isBusiness = (name: MeasureName): boolean => name.startsWith('business');

function roundLeftOut(fact: FactOf<'round.closed'>, subject: SubjectKey, names: readonly MeasureName[]): LeftOut | null {
  const agentId = isAgentSubject(subject) ? idOfSubject(subject) : null;
  const held = agentId !== null && stretchesByAgent(fact.openedAt, fact.held).has(agentId);
  if (!of(fact, subject) && !held) return null;
  if (fact.outcome === 'withdrawn') return because('withdrawn');
  const verdicts = names.some(isVerdict);
  if (fact.outcome === 'unanswered') return because(verdicts ? 'noVerdict' : 'unanswered');
  if (agentId !== null && fact.cut.agentId !== agentId) return because('answeredByOther');
  if (agentId !== null && fact.agentWaitMs === null) return because('neverHeld');
  if (fact.shut === undefined && names.some(isBusiness)) return because('noOfficeHours');
  if (!verdicts) return null;
  const isMine = measuresOf(fact).some(
    (measure) => measure.subject === subject && measure.kind === 'count' && names.includes(measure.name),
  );
  return because(isMine ? 'otherTime' : 'heldByOther');
}

function closeLeftOut(
  { reason, abandoned, answered, wantedHuman }: FactOf<'episode.closed'>,
  names: readonly MeasureName[],
): LeftOut | null {
  if (names.includes('resolved')) return because('otherReason', reason);
  if (answered) return null;
  if (names.includes('abandonedInQueue') || names.includes('abandonedAssigned')) {
    if (abandoned === 'short' || abandoned === 'silent') return because(abandoned);
    if (abandoned === null) return because(reason === 'spam' ? 'spam' : 'unwanted');
    return null;
  }
  return (names.includes('firstResponse') || names.includes('businessFirstResponse')) && wantedHuman ? because('unanswered') : null;
}
