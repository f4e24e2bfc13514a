import { defaultFloor } from '@watchfloor/contracts/floor';
import { describe, expect, test } from 'vitest';
import { figuresOf } from '../measure/figures-of.ts';
import { type CountName, emptyTally } from '../measure/tally.ts';
import { ownSlack, shopSlack, slackOf } from './slack.ts';

const now = Date.parse('2026-11-11T10:00:00Z');
const floor = {
  ...defaultFloor('t', 'f'),
  shops: [
    { id: 'jd', profile: 'jd' as const },
    { id: 'strict', replyTarget: 0.95 },
    { id: 'dy', profile: 'douyin' as const, replyTarget: 0.6 },
  ],
};
const figures = (counts: Partial<Record<CountName, number>>) =>
  figuresOf({ ...emptyTally(), counts: new Map(Object.entries(counts) as [CountName, number][]) }, { exactMax: true });

describe('the slack of today', () => {
  test.each([
    [916, 1_000, 0.9, 17],
    [900, 1_000, 0.9, 0],
    [899, 1_000, 0.9, -2],
    [63, 63, 0.9, 7],
    [0, 1, 0.9, -1],
    [29, 29, 0.58, 21],
  ])('%i of %i at %d: %i more may be late', (hits, total, target, slack) => {
    expect(slackOf({ hits, total, target })).toBe(slack);
  });

  test('is none while there is nothing', () => {
    expect(slackOf({ hits: 0, total: 0, target: 0.9 })).toBeNull();
  });

  test('is that of the floor’s own rate, and of a shop by its platform and target', () => {
    const today = figures({ hit180: 916, miss180: 84, jdHit30: 9, jdMiss30: 1, douyinSessions: 2, douyinRateMicros: 1_500_000 });
    expect(ownSlack(floor, today)).toBe(17);
    const slackAt = (shop: string) => shopSlack(floor, shop, { today, now });
    expect([slackAt('jd'), slackAt('dy'), slackAt('strict'), slackAt('other')]).toEqual([0, 0, -36, 17]);
  });
});
