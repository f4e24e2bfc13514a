import type { Fact, LiveAgent, LiveConversation } from '@watchfloor/contracts/fact';
import { type Measure, measuresOf, type Range } from '../measure/measures-of.ts';
import { type OpenNow, openMeasures } from '../measure/open-measures.ts';
import { idOfSubject, isAgentSubject, type SubjectKey, subjectsOf } from '../window/subject.ts';
import { type LeftOut, whyLeftOut } from './left-out.ts';
import { factsBehind, type MeasureName } from './measures-behind.ts';
import { type Thing, thingOf } from './thing-of.ts';

/** What is asked: what counts under some names for a subject in a range. */
export type Asked = { subject: SubjectKey; names: readonly MeasureName[]; range: Range };
/** As what a thing counts, when, and how many (of a length: one). */
export type Counted = { as: MeasureName; at: number; n: number };
export type Item = Thing & { counted: Counted[] };
export type LeftOutThing = Thing & LeftOut;
/** What a fact says to a question: an item of the figure, something left out of it, or nothing at all. */
export type Explained = { item: Item } | { leftOut: LeftOutThing } | null;

/**
 * What a fact has to do with a figure: from the same `measuresOf` that the figure is made of, so that items add up to it. Customers (`handled`) are
 * no item of a reply: they are counted once in a range, whichever reply it was.
 */
export function explainFact(fact: Fact, asked: Asked): Explained {
  const thing = thingOf(fact);
  if (!thing) return null;
  const counted = countedOf(measuresOf(fact, asked.range), asked);
  if (counted.length > 0) return { item: { ...thing, ms: msOf(counted) ?? thing.ms, counted: counted.map(plain) } };
  if (fact.at < asked.range.from || fact.at >= asked.range.to) return null;
  const left = whyLeftOut(fact, asked.subject, asked.names);
  return left && { leftOut: { ...thing, ...left } };
}

/** As `explainFact`, of a round that is open now: missed already, or not ended yet. */
export function explainOpenRound(conversation: LiveConversation, open: OpenNow, asked: Asked): Explained {
  const { now } = open;
  const { id: conversationId, roundId, waitingSince, platform, customer, agentId, teamId, shopId, channel } = conversation;
  const begun = [waitingSince, platform?.session?.from, platform?.asked[0]?.at].flatMap((at) => at ?? []);
  const since = Math.min(...begun);
  if (since >= asked.range.to) return null;
  const cut = { agentId, teamId, shopId, channel };
  const ms = now - since;
  const thing: Thing = {
    kind: 'round',
    id: roundId ?? conversationId,
    at: now,
    since,
    ms,
    conversationId,
    customer,
    cut,
    score: null,
    times: null,
  };
  const counted = countedOf(openMeasures({ ...open, conversations: [conversation], agents: [] }, asked.range), asked);
  if (counted.length > 0) return { item: { ...thing, ms: msOf(counted) ?? ms, counted: counted.map(plain) } };
  const isHis = isAgentSubject(asked.subject) && conversation.held.some(([holder]) => holder === idOfSubject(asked.subject));
  if (
    waitingSince === null ||
    waitingSince >= asked.range.to ||
    !asked.names.some(isOfRounds) ||
    (!isHis && !subjectsOf(cut).includes(asked.subject))
  )
    return null;
  return { leftOut: { ...thing, reason: 'open', detail: null } };
}

/** As `explainFact`, of the state that an agent is in now. */
export function explainState(agent: LiveAgent, open: OpenNow, asked: Asked): Explained {
  const { now } = open;
  const { id, teamId, statusSince: since } = agent;
  const counted = countedOf(openMeasures({ ...open, conversations: [], agents: [agent] }, asked.range), asked);
  if (counted.length === 0) return null;
  const cut = { agentId: id, teamId, shopId: null, channel: null };
  const thing: Thing = {
    kind: 'status',
    id,
    at: now,
    since,
    ms: null,
    conversationId: null,
    customer: null,
    cut,
    score: null,
    times: null,
  };
  return { item: { ...thing, ms: msOf(counted), counted: counted.map(plain) } };
}

/** Is a measure one of rounds, of which an open one will be? */
const isOfRounds = (name: MeasureName): boolean =>
  factsBehind([name]).some((type) => type === 'round.closed' || type === 'episode.responded' || type === 'platform.judged');

type Found = Exclude<Measure, { kind: 'customer' }>;

const countedOf = (measures: readonly Measure[], { subject, names }: Asked): Found[] =>
  measures.filter(
    (measure): measure is Found => measure.kind !== 'customer' && measure.subject === subject && names.includes(measure.name),
  );

const plain = (measure: Found): Counted => ({ as: measure.name, at: measure.at, n: measure.kind === 'count' ? measure.n : 1 });

/** How long it was for the subject: of lengths and of times in a state what was measured. */
function msOf(measures: readonly Found[]): number | null {
  for (const measure of measures) {
    if (measure.kind === 'length') return measure.ms;
    if (measure.name.endsWith('Ms')) return measure.n;
  }
  return null;
}
