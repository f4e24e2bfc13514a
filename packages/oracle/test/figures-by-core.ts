import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact } from '@watchfloor/contracts/fact';
import type { Figures } from '@watchfloor/contracts/figures';
import { defaultFloor, type FloorEntry } from '@watchfloor/contracts/floor';
import type { SettingEvent } from '@watchfloor/contracts/setting';
import { liveAgent } from '@watchfloor/core/agent/agent-state';
import { liveConversation } from '@watchfloor/core/conversation/state';
import { emptyFloor } from '@watchfloor/core/floor/floor-state';
import { RememberedFloor } from '@watchfloor/core/floor/remembered-floor';
import { rulesOf } from '@watchfloor/core/floor/rules';
import { settingsAt } from '@watchfloor/core/floor/settings-at';
import { figuresOf } from '@watchfloor/core/measure/figures-of';
import { type Measure, measuresOf, type Range } from '@watchfloor/core/measure/measures-of';
import { openMeasures } from '@watchfloor/core/measure/open-measures';
import { addMeasure, emptyTally, type Tally } from '@watchfloor/core/measure/tally';
import type { SubjectKey } from '@watchfloor/core/window/subject';
import type { Subject } from '../src/figures-of.ts';

/** A floor as core has it: the facts that stand, and what has not ended. */
export type CoreFloor = { facts: Fact[]; floor: RememberedFloor };

/** What the floor has added to the words of the house. */
export const OWN_WORDS = { courtesies: ['么么哒'], fillers: ['这就去问'] };

/** Feeds batches as a keeper would get them: repeats taken out. `set`: what else is set on the floor; `settings` what is set beside it. */
export function floorByCore(
  batches: readonly (readonly LoggedEvent[])[],
  set: Partial<FloorEntry> = {},
  settings: SettingEvent[] = [],
): CoreFloor {
  const floor = new RememberedFloor(emptyFloor({ ...defaultFloor('t', 'f'), phrases: OWN_WORDS, ...set }));
  const seen = new Set<string>();
  const standing = new Map<string, number>();
  const count = (fact: Fact, n: number) => {
    const text = JSON.stringify(fact);
    standing.set(text, (standing.get(text) ?? 0) + n);
  };
  floor.take(settings);
  for (const batch of batches) {
    const fresh = batch.filter(({ source, id }) => !seen.has(`${source}\n${id}`) && seen.add(`${source}\n${id}`));
    floor.forget();
    const { retracts, facts } = floor.take([...fresh]);
    for (const fact of retracts) count(fact, -1);
    for (const fact of facts) count(fact, 1);
  }
  const facts = [...standing].flatMap(([text, n]) => Array.from({ length: Math.max(0, n) }, () => JSON.parse(text) as Fact));
  return { facts, floor };
}

/** What counts in a range, open rounds and present states included. */
export function measuresByCore({ facts, floor }: CoreFloor, range: Range): Measure[] {
  const { conversations, agents, through: now } = floor.state;
  const scheduleAt = (at: number) => rulesOf(settingsAt(floor.state, at).floor).schedule;
  const open = [...conversations.values()].flatMap(({ state }) => (state && liveConversation(state)) || []);
  return [
    ...facts.flatMap((fact) => measuresOf(fact, range)),
    ...openMeasures(
      { conversations: open, agents: [...agents.values()].flatMap((agent) => liveAgent(agent) ?? []), now, scheduleAt },
      range,
    ),
  ];
}

/** The figures of everybody who has any. */
export function figuresByCore(told: CoreFloor, range: Range): Map<SubjectKey, Figures> {
  const tallies = new Map<SubjectKey, Tally>();
  for (const measure of measuresByCore(told, range)) {
    const tally = tallies.get(measure.subject) ?? emptyTally();
    tallies.set(measure.subject, tally);
    addMeasure(tally, measure);
  }
  return new Map([...tallies].map(([subject, tally]) => [subject, figuresOf(tally, { exactMax: true })]));
}

export const NO_FIGURES: Figures = figuresOf(emptyTally(), { exactMax: true });

/** The name that core has for a subject. */
export function keyOf(subject: Subject): SubjectKey {
  const kinds = { floor: 'f', agent: 'a', team: 't', shop: 's', channel: 'c' } as const;
  return `${kinds[subject.by]}:${subject.by === 'floor' ? '' : subject.id}`;
}

export function subjectOf(key: SubjectKey): Subject {
  const id = key.slice(2);
  switch (key.charAt(0)) {
    case 'a':
      return { by: 'agent', id };
    case 't':
      return { by: 'team', id };
    case 's':
      return { by: 'shop', id };
    case 'c':
      return { by: 'channel', id };
    default:
      return { by: 'floor' };
  }
}
