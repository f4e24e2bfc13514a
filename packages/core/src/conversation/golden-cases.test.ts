import { describe, expect, test } from 'vitest';
import { asks, assigned, botSays, clock, closes, event, given, queued, replies, requested } from '../floor/given-events.ts';

const s = (seconds: number) => seconds * 1000;

/** The golden cases of metrics.md as far as they speak of rounds, first responses and holding. */
describe('golden cases', () => {
  test('asked twice, replied once: one round of 475 s from the first question', () => {
    const told = given(assigned('10:10:00', 'A'), asks('10:10:15'), asks('10:15:20')).when(replies('10:18:10', 'A'));
    expect(told.all('round.opened')).toHaveLength(1);
    expect(told.of('round.closed')).toMatchObject([
      { openedAt: clock('10:10:15'), outcome: 'replied', customerWaitMs: s(475), agentWaitMs: s(475) },
    ]);
  });

  test('the next question after a reply opens the next round, of 30 s', () => {
    const told = given(assigned('10:10:00', 'A'), asks('10:10:15'), asks('10:15:20'), replies('10:18:10', 'A'), asks('10:18:30')).when(
      replies('10:19:00', 'A'),
    );
    expect(told.all('round.closed').map(({ customerWaitMs }) => customerWaitMs)).toEqual([s(475), s(30)]);
  });

  test('ten questions without a reply are one open round', () => {
    const questions = Array.from({ length: 9 }, (_, i) => asks(`10:10:1${i}`));
    const told = given(...questions).when(asks('10:10:30'));
    expect(told.all('round.opened')).toHaveLength(1);
    expect(told.all('round.closed')).toEqual([]);
    expect(told.of('conversation.changed')).toMatchObject([{ conversation: { waitingSince: clock('10:10:10') } }]);
  });

  test('asked, queued, A 80 s, then B replies after 10 s: the customer waited 130 s, B took 10 s, A has no response time', () => {
    const told = given(asks('09:00:00'), queued('09:00:00'), assigned('09:00:40', 'A'), assigned('09:02:00', 'B', 'agent')).when(
      replies('09:02:10', 'B'),
    );
    expect(told.all('round.closed')).toMatchObject([
      { outcome: 'replied', customerWaitMs: s(130), agentWaitMs: s(10), cut: { agentId: 'B' } },
    ]);
    expect(told.all('hold.ended')).toMatchObject([{ handleMs: s(80), cut: { agentId: 'A' } }]);
    expect(told.of('episode.responded')).toMatchObject([{ waitMs: s(130), agentWaitMs: s(10) }]);
  });

  test('A 170 s, B 5 s, A again 10 s: the response of A is 180 s, all his stretches added', () => {
    const told = given(asks('09:00:00'), assigned('09:00:00', 'A'), assigned('09:02:50', 'B'), assigned('09:02:55', 'A')).when(
      replies('09:03:05', 'A'),
    );
    expect(told.of('round.closed')).toMatchObject([{ agentWaitMs: s(180), customerWaitMs: s(185), cut: { agentId: 'A' } }]);
  });

  test('the bot answers, a human is asked for, handed over, replies: first response 30 s from the request, response 30 s', () => {
    const told = given(
      asks('10:00:00'),
      botSays('10:00:01'),
      requested('10:00:20'),
      event('conversation.handed_over', '10:00:30', {}),
      assigned('10:00:35', 'A'),
    ).when(replies('10:00:50', 'A'));
    expect(told.of('episode.responded')).toMatchObject([{ waitMs: s(30) }]);
    expect(told.of('round.closed')).toMatchObject([{ customerWaitMs: s(30), outcome: 'replied' }]);
    expect(told.all('round.closed').map(({ outcome }) => outcome)).toEqual(['withdrawn', 'replied']);
    expect(told.all('customer.answered')).toHaveLength(1);
  });

  test('a close with an open round leaves it unanswered', () => {
    const told = given(asks('10:00:00'), assigned('10:00:10', 'A')).when(closes('10:05:00', 'timeout'));
    expect(told.of('round.closed')).toMatchObject([{ outcome: 'unanswered', customerWaitMs: s(300), by: null }]);
    expect(told.of('conversation.removed')).toHaveLength(1);
  });
});
