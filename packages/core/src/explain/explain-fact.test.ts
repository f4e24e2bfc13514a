import { DEFINITIONS, definedPaths, definitionOf } from '@watchfloor/contracts/definitions';
import type { Fact } from '@watchfloor/contracts/fact';
import { defaultFloor } from '@watchfloor/contracts/floor';
import { ProfileName } from '@watchfloor/contracts/profile';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { liveAgent } from '../agent/agent-state.ts';
import { liveConversation } from '../conversation/state.ts';
import { floorStories } from '../floor/arbitrary-events.ts';
import { emptyFloor } from '../floor/floor-state.ts';
import { asks, assigned, botSays, clock, closes, given, replies, status } from '../floor/given-events.ts';
import { RememberedFloor } from '../floor/remembered-floor.ts';
import { type Measure, measuresOf, type Range } from '../measure/measures-of.ts';
import { openMeasures } from '../measure/open-measures.ts';
import { addMeasure, emptyTally, LENGTH_NAMES, type LengthName, type Tally } from '../measure/tally.ts';
import type { SubjectKey } from '../window/subject.ts';
import { type Explained, explainFact, explainOpenRound, explainState, type Item } from './explain-fact.ts';
import { factsBehind, type MeasureName, measuresBehind } from './measures-behind.ts';

/** Without office hours. */
const always = () => null;

const keyOf = (path: string): string => definitionOf(path)?.key ?? '';
const windowPaths = definedPaths().filter((path) => ['window', 'platform'].includes(DEFINITIONS[keyOf(path)]?.kind ?? ''));

/** Each thing that can be asked for once. */
const questions = [
  ...new Map(windowPaths.map((path) => [String(measuresBehind(path, keyOf(path))), measuresBehind(path, keyOf(path)) ?? []])).values(),
];

describe('what a figure is counted from', () => {
  test.each(windowPaths)('%s can be explained', (path) => {
    expect(measuresBehind(path, keyOf(path))).not.toBeNull();
  });
});

const isLength = (name: MeasureName): name is LengthName => LENGTH_NAMES.some((length) => length === name);

/** What items add up to. */
function tallyOfItems(items: readonly Item[], subject: SubjectKey): Tally {
  const tally = emptyTally();
  for (const { ms, counted } of items)
    for (const { as, at, n } of counted) {
      if (as === 'handled') continue;
      addMeasure(
        tally,
        isLength(as) ? { subject, at, kind: 'length', name: as, ms: ms ?? -1 } : { subject, at, kind: 'count', name: as, n },
      );
    }
  return tally;
}

function tallyOf(measures: readonly Measure[], { subject, names }: { subject: SubjectKey; names: readonly MeasureName[] }): Tally {
  const tally = emptyTally();
  for (const measure of measures)
    if (measure.subject === subject && measure.kind !== 'customer' && names.includes(measure.name)) addMeasure(tally, measure);
  return tally;
}

const itemsOf = (explained: readonly Explained[]): Item[] => explained.flatMap((each) => (each && 'item' in each ? [each.item] : []));

describe('the items behind a figure', () => {
  test('add up to it exactly: every count, and the very lengths, of every subject and range, open rounds and present states included', () => {
    const from = clock('09:00:00');
    fc.assert(
      fc.property(
        floorStories({ from, maxLength: 60 }),
        fc.nat(3_600_000),
        fc.integer({ min: 1, max: 3_600_000 }),
        fc.constantFrom(...ProfileName.options),
        (events, start, length, profile) => {
          const floor = new RememberedFloor(emptyFloor({ ...defaultFloor('t', 'f'), profile }));
          const facts: Fact[] = events.flatMap((event) => floor.take([event]).facts);
          const { through: now } = floor.state;
          const range: Range = { from: from + start, to: from + start + length };
          const conversations = [...floor.state.conversations.values()].flatMap(({ state }) => (state && liveConversation(state)) || []);
          const agents = [...floor.state.agents.values()].flatMap((agent) => liveAgent(agent) ?? []);
          const open = { conversations, agents, now, scheduleAt: always };
          const measures = [...facts.flatMap((fact) => measuresOf(fact, range)), ...openMeasures(open, range)];
          for (const subject of ['f:', 'a:A', 'a:B', 't:t1', 's:s1', 'c:jd'] as const) {
            for (const names of questions) {
              const asked = { subject, names, range };
              const items = itemsOf([
                ...facts.map((fact) => explainFact(fact, asked)),
                ...conversations.map((conversation) => explainOpenRound(conversation, open, asked)),
                ...agents.map((agent) => explainState(agent, open, asked)),
              ]);
              expect([subject, names, tallyOfItems(items, subject)]).toEqual([subject, names, tallyOf(measures, asked)]);
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

/** What the events of 10 o'clock say to a question. */
function explain(path: string, subject: SubjectKey, facts: readonly Fact[]) {
  const asked = { subject, names: measuresBehind(path, keyOf(path)) ?? [], range: { from: clock('10:00:00'), to: clock('11:00:00') } };
  const types = factsBehind(asked.names);
  const explained = facts.filter(({ type }) => types.includes(type)).map((fact) => explainFact(fact, asked));
  const leftOut = explained.flatMap((each) => (each && 'leftOut' in each ? [each.leftOut] : []));
  return { items: itemsOf(explained), leftOut };
}

describe('an explanation', () => {
  test('tells when a round counts as missed: at its limit, not at the reply', () => {
    const { facts } = given(asks('10:10:15'), asks('10:15:20')).when(replies('10:18:10', 'A'));
    expect(explain('within.180.rate', 'f:', facts).items).toMatchObject([
      { kind: 'round', since: clock('10:10:15'), ms: 475_000, counted: [{ as: 'miss180', at: clock('10:13:15'), n: 1 }] },
    ]);
  });

  test('leaves out what a bot has answered, and who had it but did not reply, and says so', () => {
    const bot = given(asks('10:00:00')).when(botSays('10:00:01'));
    expect(explain('response.avgMs', 'f:', bot.facts)).toMatchObject({ items: [], leftOut: [{ reason: 'withdrawn' }] });
    const passed = given(asks('10:00:00'), assigned('10:00:40', 'A'), assigned('10:02:00', 'B', 'agent')).when(replies('10:02:10', 'B'));
    expect(explain('response.avgMs', 'a:A', passed.facts)).toMatchObject({ items: [], leftOut: [{ reason: 'answeredByOther' }] });
    expect(explain('response.avgMs', 'a:B', passed.facts)).toMatchObject({ items: [{ ms: 10_000 }], leftOut: [] });
    expect(explain('response.avgMs', 'f:', passed.facts).items).toMatchObject([{ ms: 130_000 }]);
  });

  test('says why a conversation that ended is not abandoned', () => {
    const short = given(asks('10:00:00')).when(closes('10:00:04'));
    expect(explain('abandoned', 'f:', short.facts).leftOut).toMatchObject([{ kind: 'episode', reason: 'short' }]);
    const spam = given(asks('10:00:00')).when(closes('10:01:00', 'spam'));
    expect(explain('abandonRate', 'f:', spam.facts).leftOut).toMatchObject([{ reason: 'spam' }]);
    const gone = given(asks('10:00:00')).when(closes('10:01:00'));
    expect(explain('abandoned', 'f:', gone.facts).items).toMatchObject([{ counted: [{ as: 'abandonedInQueue', n: 1 }] }]);
  });

  test('cuts a state to the range', () => {
    const { facts } = given(status('09:50:00', 'A', 'away')).when(status('10:20:00', 'A', 'online'));
    expect(explain('awayMs', 'a:A', facts).items).toMatchObject([
      { kind: 'status', ms: 1_200_000, counted: [{ as: 'awayMs', n: 1_200_000 }] },
    ]);
  });

  test('tells of an open round that it has not ended, and of its miss once the limit has passed', () => {
    const { state } = given().when(asks('10:00:00'));
    const [kept] = state.conversations.values();
    const conversation = kept?.state && liveConversation(kept.state);
    if (!conversation) throw new Error('nobody waits');
    const range = { from: clock('10:00:00'), to: clock('11:00:00') };
    const at = (time: string, path: string) =>
      explainOpenRound(
        conversation,
        { conversations: [], agents: [], now: clock(time), scheduleAt: always },
        { subject: 'f:', names: measuresBehind(path, keyOf(path)) ?? [], range },
      );
    expect(at('10:01:00', 'response.count')).toMatchObject({ leftOut: { reason: 'open', ms: 60_000 } });
    expect(at('10:01:00', 'within.180.rate')).toMatchObject({ leftOut: { reason: 'open' } });
    expect(at('10:04:00', 'within.180.rate')).toMatchObject({ item: { counted: [{ as: 'miss180', at: clock('10:03:00') }] } });
    expect(at('10:01:00', 'csat.rate')).toBeNull();
  });
});
