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

  test('a filler closes the round after 5 s and leaves 395 s to wait for the answer', () => {
    const told = given(
      asks('10:00:00'),
      assigned('10:00:00', 'A'),
      event('message.sent', '10:00:05', { from: 'agent', agentId: 'A', text: '稍等' }),
    ).when(event('message.sent', '10:06:40', { from: 'agent', agentId: 'A', text: '明天发出' }));
    expect(told.all('round.closed')).toMatchObject([{ customerWaitMs: s(5), filler: true }]);
    expect(told.of('followup.ended')).toMatchObject([{ waitMs: s(395), cut: { agentId: 'A' } }]);
  });

  test('a bot that was asked for a human at 10:00:20 and let go at 10:00:30 held the customer for 10 s', () => {
    const told = given(asks('10:00:00'), botSays('10:00:01'), requested('10:00:20')).when(
      event('conversation.handed_over', '10:00:30', {}),
    );
    expect(told.of('episode.handed_over')).toMatchObject([{ botHoldMs: s(10) }]);
  });

  test('moving a waiting customer on is the fault of an agent who does, and of nobody else', () => {
    const moved = (by: 'agent' | 'supervisor' | 'system' | 'platform') =>
      given(asks('10:00:00'), assigned('10:00:10', 'A'))
        .when(assigned('10:01:00', 'B', by))
        .of('hold.ended')[0];
    expect(moved('agent')).toMatchObject({ how: 'transferred', by: 'agent', waiting: true, cut: { agentId: 'A' } });
    expect(moved('supervisor')).toMatchObject({ by: 'supervisor', waiting: true });
  });
});

const says = (time: string, text: string) => event('message.received', time, { customerId: 'u1', channel: 'tmall', shopId: 's1', text });
const answers = (time: string, text: string) => event('message.sent', time, { from: 'agent', agentId: 'A', text });

describe('courtesies', () => {
  const story = [says('10:00:00', '发货了吗'), assigned('10:00:01', 'A'), answers('10:00:10', '已经发出')];

  test.each(['好的', '好的,谢谢啦~', '嗯嗯', 'OK thanks!', '🌹🌹', '知道了哦'])('%s after the agent’s message opens no round', (text) => {
    expect(
      given(...story)
        .when(says('10:00:20', text))
        .of('round.opened'),
    ).toEqual([]);
  });

  test.each(['好的,那什么时候发货?', '？', '在吗', 'ok but when'])('%s does', (text) => {
    expect(
      given(...story)
        .when(says('10:00:20', text))
        .of('round.opened'),
    ).toHaveLength(1);
  });

  test('one after another still ask for nothing', () => {
    expect(
      given(...story, says('10:00:20', '好的'))
        .when(says('10:00:25', '谢谢'))
        .of('round.opened'),
    ).toEqual([]);
  });

  test('the same word is a question when the customer spoke last', () => {
    expect(given().when(says('10:00:00', '好的')).of('round.opened')).toHaveLength(1);
  });
});

describe('a customer who comes back after the close', () => {
  const story = [says('10:00:00', '发货了吗'), assigned('10:00:01', 'A'), answers('10:00:10', '已经发出'), closes('10:01:00', 'resolved')];

  test('within ten minutes goes on with his agent, and the close is withdrawn', () => {
    const told = given(...story).when(says('10:11:00', '单号多少'));
    expect(told.retracts.map(({ type }) => type)).toEqual(['hold.ended', 'episode.closed']);
    expect(told.of('episode.opened')).toEqual([]);
    expect(told.of('round.opened')).toMatchObject([{ cut: { agentId: 'A' } }]);
  });

  test('later begins a new episode, unassigned', () => {
    const told = given(...story).when(says('10:11:01', '单号多少'));
    expect(told.retracts).toEqual([]);
    expect(told.of('episode.opened')).toMatchObject([{ reopened: true }]);
    expect(told.of('round.opened')).toMatchObject([{ cut: { agentId: null } }]);
  });

  test('waits since his first question when the close had left it unanswered', () => {
    const told = given(says('10:00:00', '在吗'), assigned('10:00:01', 'A'), closes('10:05:00', 'timeout')).when(says('10:06:00', '人呢'));
    expect(told.retracts.map(({ type }) => type)).toEqual(['round.closed', 'hold.ended', 'episode.closed']);
    expect(told.of('conversation.changed')).toMatchObject([{ conversation: { waitingSince: clock('10:00:00') } }]);
  });
});

describe('what customers think of it', () => {
  test('a rating is for who replied last, unless it names somebody', () => {
    const story = [says('10:00:00', '在吗'), answers('10:00:10', '在的,请说'), closes('10:01:00')];
    const rated = (data: { score: number; agentId?: string }) =>
      given(...story)
        .when(event('rating.submitted', '10:02:00', data))
        .of('rating.given')[0];
    expect(rated({ score: 5 })).toMatchObject({ score: 5, cut: { agentId: 'A', shopId: 's1', channel: 'tmall' } });
    expect(rated({ score: 1, agentId: 'B' })).toMatchObject({ score: 1, cut: { agentId: 'B' } });
  });
});
