import type { HeldUntil } from '@watchfloor/contracts/fact';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Judged, judgeRound } from './judge-round.ts';
import { REPLY_LIMITS } from './tally.ts';

const at = (time: string): number => Date.parse(`2026-11-11T${time}Z`);
/** A round on the customer's clock only; the queue holds it. */
const round = (from: string, to: string, outcome: Judged['outcome'] = 'replied'): Judged => ({
  openedAt: at(from),
  at: at(to),
  outcome,
  held: [[null, null, at(to)]],
  agentId: null,
  agentWaitMs: null,
});
const verdicts = (judged: Judged, clock: string | null, limit: number) =>
  judgeRound(judged)
    .filter((verdict) => verdict.agentId === clock && verdict.limit === limit)
    .map(({ hit, at: when }) => [hit ? 'hit' : 'miss', new Date(when).toISOString().slice(11, 19)]);

describe('golden cases of metrics.md', () => {
  test('asked 10:10:15, replied 10:18:10: a miss within 180 s at 10:13:15', () => {
    expect(verdicts(round('10:10:15', '10:18:10'), null, 180)).toEqual([['miss', '10:13:15']]);
  });

  test('asked 10:18:30, replied 10:19:00: a hit at the reply, of the limit of just 30 s too', () => {
    for (const limit of REPLY_LIMITS) expect(verdicts(round('10:18:30', '10:19:00'), null, limit)).toEqual([['hit', '10:19:00']]);
  });

  test('without a reply there is no verdict before the round is 180 s old, and a miss after', () => {
    expect(verdicts(round('10:00:00', '10:03:00', null), null, 180)).toEqual([]);
    expect(verdicts(round('10:00:00', '10:03:01', null), null, 180)).toEqual([['miss', '10:03:00']]);
  });

  test('from A to B, who replies: A has a miss for 60 and none for 180, B a hit on his own clock', () => {
    const held: HeldUntil[] = [
      [null, 'east', at('09:00:40')],
      ['a', 'east', at('09:02:00')],
      ['b', 'west', at('09:02:10')],
    ];
    const judged = { openedAt: at('09:00:00'), at: at('09:02:10'), outcome: 'replied', held, agentId: 'b', agentWaitMs: 10_000 } as const;
    expect(verdicts(judged, 'a', 60)).toEqual([['miss', '09:01:40']]);
    expect(verdicts(judged, 'a', 180)).toEqual([]);
    expect(verdicts(judged, 'b', 30)).toEqual([['hit', '09:02:10']]);
    expect(verdicts(judged, null, 60)).toEqual([['miss', '09:01:00']]);
    expect(judgeRound(judged).find(({ agentId, limit }) => agentId === null && limit === 60)?.teamId).toBe('east');
  });

  test('A, B for five seconds, A again: his clock stands still in between', () => {
    const held: HeldUntil[] = [
      ['a', null, at('09:02:50')],
      ['b', null, at('09:02:55')],
      ['a', null, at('09:03:05')],
    ];
    const judged = { openedAt: at('09:00:00'), at: at('09:03:05'), outcome: 'replied', held, agentId: 'a', agentWaitMs: 180_000 } as const;
    expect(verdicts(judged, 'a', 180)).toEqual([['hit', '09:03:05']]);
    expect(verdicts(judged, null, 180)).toEqual([['miss', '09:03:00']]);
  });
});

test('who answers what is nobody’s has it at that instant, and is in time', () => {
  const judged = { ...round('10:00:00', '10:05:00'), agentId: 'a', agentWaitMs: 0 };
  for (const limit of REPLY_LIMITS) expect(verdicts(judged, 'a', limit)).toEqual([['hit', '10:05:00']]);
  expect(verdicts({ ...judged, agentWaitMs: null }, 'a', 30)).toEqual([]);
});

test('a withdrawn round has no verdict, and one closed without a reply only the misses that had passed', () => {
  expect(judgeRound(round('10:00:00', '10:09:00', 'withdrawn'))).toEqual([]);
  expect(judgeRound(round('10:00:00', '10:02:00', 'unanswered')).map(({ limit, hit }) => [limit, hit])).toEqual([
    [30, false],
    [60, false],
  ]);
});

const stretches = fc.array(fc.tuple(fc.constantFrom('a', 'b', null), fc.nat(200_000)), { minLength: 1, maxLength: 8 }).map((parts) => {
  let until = 0;
  return parts.map(([holder, ms]): HeldUntil => {
    until += ms;
    return [holder, null, until];
  });
});
const heldBy = (held: HeldUntil[], agentId: string): number | null =>
  held.some(([holder]) => holder === agentId)
    ? held.reduce((sum, [holder, , until], i) => sum + (holder === agentId ? until - (held[i - 1]?.[2] ?? 0) : 0), 0)
    : null;
const endOf = (held: HeldUntil[]): number => held.at(-1)?.[2] ?? 0;

test('a round that is replied to has one verdict a limit on the customer’s clock, and nobody two on his own', () => {
  fc.assert(
    fc.property(stretches, fc.constantFrom('a', 'b'), (held, agentId) => {
      const until = endOf(held);
      const found = judgeRound({ openedAt: 0, at: until, outcome: 'replied', held, agentId, agentWaitMs: heldBy(held, agentId) });
      for (const limit of REPLY_LIMITS) {
        const mine = found.filter((verdict) => verdict.limit === limit);
        expect(mine.filter((verdict) => verdict.agentId === null)).toHaveLength(1);
        for (const clock of ['a', 'b']) expect(mine.filter((verdict) => verdict.agentId === clock).length).toBeLessThanOrEqual(1);
        for (const verdict of mine) expect(verdict.at).toBeLessThanOrEqual(until);
      }
    }),
  );
});

test('what an open round has been missed by now, it has been missed by when it ends', () => {
  fc.assert(
    fc.property(stretches, fc.nat(400_000), (held, cutAt) => {
      const until = endOf(held);
      const now = Math.min(cutAt, until);
      const before = held.filter(([, , end]) => end < now);
      const present = held[before.length];
      const soFar: HeldUntil[] = present ? [...before, [present[0], present[1], now]] : before;
      const open = judgeRound({ openedAt: 0, at: now, outcome: null, held: soFar, agentId: null, agentWaitMs: null });
      const ended = judgeRound({ openedAt: 0, at: until, outcome: 'replied', held, agentId: 'a', agentWaitMs: heldBy(held, 'a') });
      for (const verdict of open) expect(ended).toContainEqual(verdict);
    }),
  );
});
