import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact } from '@watchfloor/contracts/fact';
import { defaultFloor } from '@watchfloor/contracts/floor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StatusChange } from '../agent/standing.ts';
import { floorStories } from '../floor/arbitrary-events.ts';
import { accountMaps } from '../floor/arbitrary-map.ts';
import { emptyFloor } from '../floor/floor-state.ts';
import { RememberedFloor } from '../floor/remembered-floor.ts';
import { rulesOf } from '../floor/rules.ts';
import { noSettings } from '../floor/settings.ts';
import { compareTrueOrder } from '../order/true-order.ts';
import { accountsNeeded, retellAgent, retellConversation, type Statuses } from './retell.ts';

const FROM = Date.parse('2026-11-11T08:00:00Z');

/** What the ledger keeps of facts: not what only is so now. */
const isKept = (fact: Fact): boolean => !/\.(changed|removed|ignored)$/.test(fact.type);
const texts = (facts: Iterable<Fact>): string[] => [...facts].map((fact) => JSON.stringify(fact)).sort();

/** Every fact that the live figures rest on, told event by event. */
function liveFacts(floor: RememberedFloor, events: LoggedEvent[]): Fact[] {
  const told = new Map<string, Fact[]>();
  for (const event of events) {
    const { facts, retracts } = floor.take([event]);
    for (const fact of retracts) told.get(JSON.stringify(fact))?.pop();
    for (const fact of facts) told.set(JSON.stringify(fact), [...(told.get(JSON.stringify(fact)) ?? []), fact]);
  }
  return [...told.values()].flat();
}

const maps = fc.oneof(fc.constant(null), accountMaps({ from: FROM, lengthMs: 3_600_000 }));
const settings = noSettings();
const rulesAt = () => rulesOf(defaultFloor('t', 'f'));

function statusesOf(events: LoggedEvent[]): Statuses {
  const changes = events.flatMap((event): (StatusChange & { agent: string })[] =>
    event.type === 'agent.status' ? [{ ...event, agent: event.subject }] : [],
  );
  return Map.groupBy(changes, ({ agent }) => agent);
}

test('told anew from all its events a conversation says what was said live, and so does an agent', () => {
  fc.assert(
    fc.property(floorStories({ from: FROM, gapMs: 60_000, maxLength: 120 }), maps, (story, map) => {
      const events = story.toSorted(compareTrueOrder);
      const floor = new RememberedFloor(emptyFloor(defaultFloor('t', 'f')));
      floor.take(map?.events ?? []);
      const { settings } = floor.state;
      const statuses = statusesOf(events);
      const now = events.at(-1)?.time ?? FROM;
      const live = liveFacts(floor, events).filter(isKept);
      for (const [subject, own] of Map.groupBy(events, (event) => event.subject)) {
        if (!subject.startsWith('c')) continue;
        const mine = live.filter((fact) => 'conversationId' in fact && fact.conversationId === subject);
        expect(texts(retellConversation(own, { statuses, rulesAt, settings }).facts.filter(isKept))).toEqual(texts(mine));
      }
      for (const agent of new Set([...statuses.keys(), 'P', 'Q', 'A'])) {
        const mine = live.filter((fact) => fact.type === 'status.ended' && fact.agentId === agent);
        expect(texts(retellAgent(agent, { statuses, settings, now }).facts)).toEqual(texts(mine));
      }
    }),
    { numRuns: 100 },
  );
});

test('names the agents whose statuses it needs', () => {
  fc.assert(
    fc.property(floorStories({ from: FROM }), (events) => {
      for (const [subject, own] of Map.groupBy(events, (event) => event.subject)) {
        if (!subject.startsWith('c')) continue;
        const needed = new Map([...statusesOf(events)].filter(([id]) => accountsNeeded(own, settings).has(id)));
        expect(retellConversation(own, { statuses: needed, rulesAt, settings })).toEqual(
          retellConversation(own, { statuses: statusesOf(events), rulesAt, settings }),
        );
      }
    }),
    { numRuns: 50 },
  );
});
