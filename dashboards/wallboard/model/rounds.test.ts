import { exampleAgent, exampleWaiting } from '@watchfloor/live-client/example-snapshot';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentsWith, worstFirst } from './agents.ts';
import { bandAt } from './band.ts';
import { groupingKey, groupRounds, orderRounds, urgencyAt } from './rounds.ts';

const noon = Date.parse('2026-11-11T04:00:00.000Z');
const asked = (id: string, secondsAgo: number, over = {}) =>
  exampleWaiting(id, { since: new Date(noon - secondsAgo * 1_000).toISOString(), ...over });

describe('the action list', () => {
  it('puts the round nearest to its own limit first, whatever its age', () => {
    const rounds = orderRounds([asked('old', 100), asked('jd', 25, { warningMs: 20_000, limitMs: 30_000 }), asked('lost', 200)]);
    expect(rounds.map((round) => round.id)).toEqual(['lost', 'jd', 'old']);
    const groups = groupRounds(rounds, noon);
    expect(groups.overdue.map((round) => round.id)).toEqual(['lost']);
    expect(groups.savable.map((round) => round.id)).toEqual(['jd', 'old']);
  });

  it('calls a round overdue at the very instant its limit is passed', () => {
    const limits = { warnAt: 100, dueAt: 180 };
    expect([99, 100, 179, 180].map((now) => urgencyAt(limits, now))).toEqual(['calm', 'savable', 'savable', 'overdue']);
  });

  it('names the grouping by its counts: equal counts of one list mean equal groups', () => {
    const age = fc.integer({ min: 0, max: 300 });
    fc.assert(
      fc.property(fc.array(age), fc.integer({ min: 0, max: 300_000 }), fc.integer({ min: 0, max: 300_000 }), (ages, one, other) => {
        const rounds = orderRounds(ages.map((seconds, index) => asked(`c${index}`, seconds)));
        if (groupingKey(rounds, noon + one) === groupingKey(rounds, noon + other)) {
          expect(groupRounds(rounds, noon + one)).toEqual(groupRounds(rounds, noon + other));
        }
      }),
    );
  });
});

describe('the top band', () => {
  it('counts what the list shows and names the nearest and the longest', () => {
    const band = bandAt(orderRounds([asked('a', 222), asked('b', 151), asked('c', 120), asked('d', 10)]), noon);
    expect(band).toMatchObject({ overdue: 1, savable: 2, waiting: 4, nearestMs: 29_000 });
    expect(band.longest?.id).toBe('a');
  });

  it('has nothing to say when nobody waits', () => {
    expect(bandAt([], noon)).toEqual({ overdue: 0, savable: 0, waiting: 0, nearestMs: null, longest: null });
  });
});

describe('the agent grid', () => {
  it('shows those first who need help, from the rounds of the list', () => {
    const rounds = orderRounds([
      asked('c1', 200, { agentId: 'lin' }),
      asked('c2', 130, { agentId: 'zhou' }),
      asked('c3', 5, { agentId: null }),
    ]);
    const rows = [
      exampleAgent('gone', { status: 'offline' }),
      exampleAgent('idle'),
      exampleAgent('full', { load: 1.1 }),
      exampleAgent('zhou'),
      exampleAgent('lin'),
    ];
    const agents = agentsWith(rows, rounds).sort(worstFirst(noon));
    expect(agents.map((agent) => agent.id)).toEqual(['lin', 'zhou', 'full', 'idle', 'gone']);
    expect(agents[0]?.oldest?.id).toBe('c1');
  });
});
