import type { LoggedEvent } from '@watchfloor/contracts/event';
import { describe, expect, test } from 'vitest';
import { asks, assigned, botSays, clock, closes, event, given, queued, replies, requested, status } from '../floor/given-events.ts';

const s = (seconds: number) => seconds * 1000;
const notes = (time: string, agentId: string) => event('message.sent', time, { from: 'agent', agentId, private: true });
const auto = (time: string) => event('message.sent', time, { from: 'auto' });
const supervisorReplies = (time: string, agentId: string) => event('message.sent', time, { from: 'supervisor', agentId });
const opened = (time: string) => event('conversation.opened', time, { customerId: 'u1', channel: 'tmall', teamId: 'presales' });

describe('what is no valid reply', () => {
  test('a private note leaves the round open and is nobody’s answer', () => {
    const told = given(asks('10:00:00'), assigned('10:00:01', 'A')).when(notes('10:00:10', 'A'));
    expect(told.all('round.closed')).toEqual([]);
    expect(told.all('customer.answered')).toEqual([]);
    expect(told.of('conversation.changed')).toMatchObject([{ conversation: { waitingSince: clock('10:00:00') } }]);
  });

  test('a private note does not take an unassigned conversation', () => {
    const told = given(asks('10:00:00')).when(notes('10:00:10', 'A'));
    expect(told.of('conversation.changed')).toMatchObject([{ conversation: { agentId: null, queuedSince: clock('10:00:00') } }]);
  });

  test('a private note in an unknown conversation changes nothing and is reported', () => {
    expect(given().when(notes('10:00:10', 'A')).of('event.ignored')).toHaveLength(1);
  });

  test('an automatic text neither closes a round nor holds the conversation for a bot', () => {
    const told = given(asks('10:00:00'), auto('10:00:01')).when(asks('10:00:30'));
    expect(told.all('round.opened')).toHaveLength(1);
    expect(told.all('round.closed')).toEqual([]);
    expect(told.of('conversation.changed')).toMatchObject([
      { conversation: { waitingSince: clock('10:00:00'), queuedSince: clock('10:00:00') } },
    ]);
  });

  test('while a bot holds the conversation questions open no round and nobody is in the queue', () => {
    const told = given(asks('10:00:00'), botSays('10:00:01')).when(asks('10:00:30'));
    expect(told.all('round.opened')).toHaveLength(1);
    expect(told.of('conversation.changed')).toMatchObject([{ conversation: { waitingSince: null, queuedSince: null } }]);
  });

  test('once a human has replied, questions open rounds again', () => {
    const told = given(asks('10:00:00'), botSays('10:00:01'), replies('10:00:05', 'A')).when(asks('10:00:30'));
    expect(told.of('round.opened')).toMatchObject([{ at: clock('10:00:30'), cut: { agentId: 'A' } }]);
  });
});

describe('who is credited', () => {
  test('a reply by a supervisor is credited to the supervisor, and the holder keeps the conversation', () => {
    const told = given(asks('10:00:00'), assigned('10:00:00', 'A')).when(supervisorReplies('10:00:20', 'boss'));
    expect(told.of('round.closed')).toMatchObject([
      { by: 'supervisor', customerWaitMs: s(20), agentWaitMs: null, cut: { agentId: 'boss' } },
    ]);
    expect(told.of('customer.answered')).toMatchObject([{ by: 'supervisor', cut: { agentId: 'boss' } }]);
    expect(told.of('conversation.changed')).toMatchObject([{ conversation: { agentId: 'A' } }]);
  });

  test('the reply counts for the team of who replied', () => {
    const told = given(status('09:00:00', 'A', 'online', { teamId: 'night' }), asks('10:00:00')).when(replies('10:00:05', 'A'));
    expect(told.of('round.closed')).toMatchObject([{ cut: { agentId: 'A', teamId: 'night', shopId: 's1', channel: 'tmall' } }]);
  });

  test('a message of an agent in an unassigned conversation assigns it', () => {
    const told = given(asks('10:00:00')).when(replies('10:00:08', 'A'));
    expect(told.of('episode.assigned')).toMatchObject([{ cut: { agentId: 'A' } }]);
    expect(told.of('conversation.changed')).toMatchObject([{ conversation: { agentId: 'A', queuedSince: null, waitingSince: null } }]);
    expect(told.of('round.closed')).toMatchObject([{ customerWaitMs: s(8), agentWaitMs: 0 }]);
  });

  test('the first response counts once an episode', () => {
    const told = given(asks('10:00:00'), replies('10:00:08', 'A'), asks('10:01:00')).when(replies('10:01:30', 'A'));
    expect(told.all('episode.responded')).toMatchObject([{ waitMs: s(8) }]);
  });

  test('a conversation that the agent started has no first response, but its rounds count', () => {
    const told = given(replies('10:00:00', 'A'), asks('10:00:10')).when(replies('10:00:30', 'A'));
    expect(told.all('episode.opened')).toMatchObject([{ startedBy: 'agent' }, { startedBy: 'agent', customerId: 'u1' }]);
    expect(told.all('episode.responded')).toEqual([]);
    expect(told.of('round.closed')).toMatchObject([{ customerWaitMs: s(20), agentWaitMs: s(20) }]);
  });

  test('queued after the question is no later request: the first response runs from the question', () => {
    const told = given(asks('09:00:00'), queued('09:00:05'), assigned('09:00:40', 'A')).when(replies('09:01:00', 'A'));
    expect(told.of('episode.responded')).toMatchObject([{ waitMs: s(60) }]);
  });

  test('who is queued without a question asked for a human then, not when the menu began', () => {
    const told = given(opened('09:00:00'), queued('09:00:30'), assigned('09:00:40', 'A')).when(replies('09:00:40', 'A'));
    expect(told.of('episode.responded')).toMatchObject([{ waitMs: s(10) }]);
  });
});

describe('assignment', () => {
  test('the same agent again is no transfer and his clock runs on', () => {
    const told = given(asks('10:00:00'), assigned('10:00:05', 'A')).when(assigned('10:01:00', 'A'));
    expect(told.of('hold.ended')).toEqual([]);
    expect(told.of('episode.assigned')).toEqual([]);
    const after = given(asks('10:00:00'), assigned('10:00:05', 'A'), assigned('10:01:00', 'A')).when(replies('10:02:00', 'A'));
    expect(after.of('round.closed')).toMatchObject([{ agentWaitMs: s(115) }]);
  });

  test('a conversation not seen before is made by its assignment', () => {
    const told = given().when(assigned('10:00:00', 'A'));
    expect(told.of('episode.opened')).toHaveLength(1);
    expect(told.of('agent.changed')).toMatchObject([{ agent: { id: 'A', status: null } }]);
    expect(told.of('conversation.changed')).toMatchObject([{ conversation: { agentId: 'A', waitingSince: null, queuedSince: null } }]);
  });

  test('back into the queue ends the stretch of who held it', () => {
    const told = given(asks('10:00:00'), assigned('10:00:10', 'A')).when(queued('10:01:00'));
    expect(told.of('hold.ended')).toMatchObject([{ handleMs: s(50), cut: { agentId: 'A' } }]);
    expect(told.of('conversation.changed')).toMatchObject([
      { conversation: { agentId: null, queuedSince: clock('10:01:00'), waitingSince: clock('10:00:00') } },
    ]);
  });

  test('handle time leaves out the suspension of that agent, also one still running', () => {
    const told = given(
      assigned('10:00:00', 'A'),
      status('10:01:00', 'A', 'suspended'),
      status('10:02:00', 'A', 'online'),
      status('10:04:00', 'A', 'suspended'),
      status('10:04:30', 'B', 'suspended'),
    ).when(closes('10:05:00'));
    expect(told.of('hold.ended')).toMatchObject([{ from: clock('10:00:00'), handleMs: s(300 - 60 - 60) }]);
  });

  test('a suspension before the assignment does not shorten handle time', () => {
    const told = given(status('09:00:00', 'A', 'suspended'), status('09:30:00', 'A', 'online'), assigned('10:00:00', 'A')).when(
      closes('10:05:00'),
    );
    expect(told.of('hold.ended')).toMatchObject([{ handleMs: s(300) }]);
  });
});

describe('beginning and end of an episode', () => {
  test('a first question opens the conversation with its customer, channel and shop', () => {
    const told = given().when(asks('10:00:00'));
    expect(told.of('episode.opened')).toMatchObject([
      { startedBy: 'customer', customerId: 'u1', cut: { channel: 'tmall', shopId: 's1', agentId: null } },
    ]);
    expect(told.of('round.opened')).toMatchObject([{ at: clock('10:00:00') }]);
  });

  test('an assignment that comes before the first question begins the episode, and the question tells its customer, channel and shop', () => {
    const told = given(assigned('10:00:00', 'A'), asks('10:00:00')).when(asks('10:00:05'));
    const opened = told.all('episode.opened');
    expect(opened).toMatchObject([
      { at: clock('10:00:00'), cut: { channel: null, shopId: null } },
      { at: clock('10:00:00'), customerId: 'u1', cut: { channel: 'tmall', shopId: 's1', agentId: null } },
    ]);
    expect(new Set(opened.map(({ episodeId }) => episodeId)).size).toBe(1);
  });

  test('a question to a closed conversation begins a new episode that nobody holds', () => {
    const told = given(asks('10:00:00'), replies('10:00:05', 'A'), closes('10:01:00')).when(asks('11:00:00'));
    expect(told.of('episode.opened')).toHaveLength(1);
    expect(told.of('conversation.changed')).toMatchObject([
      {
        conversation: {
          agentId: null,
          queuedSince: clock('11:00:00'),
          waitingSince: clock('11:00:00'),
          channel: 'tmall',
          customerId: 'u1',
        },
      },
    ]);
    const ids = told.all('episode.opened').map(({ episodeId }) => episodeId);
    expect(new Set(ids).size).toBe(2);
  });

  test('a closing text up to 2 s after the close changes nothing', () => {
    const told = given(asks('10:00:00'), replies('10:00:05', 'A'), closes('10:01:00')).when(replies('10:01:02', 'A'));
    expect(told.ignored).toBeNull();
    expect(told.all('episode.opened')).toHaveLength(1);
    expect(told.of('conversation.changed')).toEqual([]);
  });

  test('20 min after its close a conversation can be taken up again by others than the customer, but not by an automatic text', () => {
    const closed = given(asks('10:00:00'), closes('10:01:00'));
    expect(closed.when(assigned('10:21:00', 'A')).ignored).toBe('the conversation is closed');
    const anew = closed.when(assigned('10:21:01', 'A'));
    expect(anew.ignored).toBeNull();
    expect(anew.of('episode.opened')).toMatchObject([{ reopened: true, customerId: 'u1', cut: { shopId: 's1' } }]);
    expect(closed.when(auto('10:21:01')).facts).toEqual([]);
    expect(closed.when(closes('10:21:01')).ignored).toBe('the conversation is closed already');
  });

  test('what makes no sense changes nothing and says why', () => {
    const closed = given(asks('10:00:00'), closes('10:01:00'));
    expect(closed.when(closes('10:02:00'))).toMatchObject({
      ignored: 'the conversation is closed already',
      facts: [{ type: 'event.ignored' }],
    });
    expect(given().when(closes('10:02:00')).ignored).toBe('the conversation is not known');
    expect(closed.when(assigned('10:02:00', 'A')).ignored).toBe('the conversation is closed');
    expect(closed.when(requested('10:02:00')).ignored).toBe('the conversation is closed');
    expect(given(asks('10:00:00')).when(opened('10:00:01')).ignored).toBe('the conversation is open already');
  });

  test('an ignored event is counted and leaves the state as it was', () => {
    const told = given(asks('10:00:00'), closes('10:01:00')).when(closes('10:02:00'));
    expect(told.state.counters).toEqual({ applied: 3, duplicates: 0, late: 0, ignored: 1 });
    expect(told.state.conversations.get('c1')?.state).toMatchObject({ phase: 'closed', closedAt: clock('10:01:00') });
  });
});

describe('abandonment', () => {
  const kind = (...story: Parameters<typeof given>) => ({
    at: (end: Parameters<ReturnType<typeof given>['when']>[0]) =>
      given(...story)
        .when(end)
        .of('episode.closed')[0],
  });

  test('who leaves the queue without a human has abandoned in the queue', () => {
    expect(kind(asks('10:00:00'), queued('10:00:01')).at(closes('10:01:00', 'abandoned'))).toMatchObject({
      abandoned: 'queue',
      waitMs: s(60),
      wantedHuman: true,
    });
  });

  test('who leaves after an assignment without a reply has abandoned assigned', () => {
    expect(kind(asks('10:00:00'), assigned('10:00:10', 'A')).at(closes('10:01:00'))).toMatchObject({
      abandoned: 'assigned',
      cut: { agentId: 'A' },
    });
  });

  test('under 5 s it is a short abandon, at 5 s no more', () => {
    expect(kind(asks('10:00:00')).at(closes('10:00:04.999'))).toMatchObject({ abandoned: 'short' });
    expect(kind(asks('10:00:00')).at(closes('10:00:05'))).toMatchObject({ abandoned: 'queue' });
  });

  test('ended by time-out it is a silent one', () => {
    expect(kind(asks('10:00:00')).at(closes('10:30:00', 'timeout'))).toMatchObject({ abandoned: 'silent' });
  });

  test('answered by a human, wanted none, or spam: not abandoned', () => {
    expect(kind(asks('10:00:00'), replies('10:00:10', 'A'), asks('10:01:00')).at(closes('10:09:00'))).toMatchObject({ abandoned: null });
    expect(kind(opened('10:00:00'), botSays('10:00:01')).at(closes('10:09:00'))).toMatchObject({ abandoned: null, wantedHuman: false });
    expect(kind(asks('10:00:00')).at(closes('10:09:00', 'spam'))).toMatchObject({ abandoned: null });
  });
});

describe('a call', () => {
  const call = (kind: 'ringing' | 'answered' | 'held' | 'ended', time: string, agentId?: string) =>
    event(`call.${kind}`, time, { customerId: 'u9', ...(agentId ? { agentId } : {}) }, { subject: 'call-1' });

  test('rings in the queue, is answered and ends: first response and handle time', () => {
    const told = given(call('ringing', '10:00:00'), call('answered', '10:00:20', 'A'), call('held', '10:01:00')).when(
      call('ended', '10:03:20'),
    );
    expect(told.all('episode.opened')).toMatchObject([{ cut: { channel: 'phone' } }]);
    expect(told.all('episode.responded')).toMatchObject([{ waitMs: s(20), agentWaitMs: 0 }]);
    expect(told.of('hold.ended')).toMatchObject([{ handleMs: s(180) }]);
    expect(told.of('episode.closed')).toMatchObject([{ abandoned: null }]);
  });

  test('hung up while it rings it is abandoned in the queue', () => {
    expect(given(call('ringing', '10:00:00')).when(call('ended', '10:00:30')).of('episode.closed')).toMatchObject([
      { abandoned: 'queue', waitMs: s(30) },
    ]);
  });

  test('that nobody answered by name is reported', () => {
    expect(given(call('ringing', '10:00:00')).when(call('answered', '10:00:30')).ignored).toContain('data.agentId');
  });

  test('that is not known cannot be held or ended', () => {
    expect(given().when(call('held', '10:00:30')).ignored).not.toBeNull();
    expect(given().when(call('ended', '10:00:30')).ignored).not.toBeNull();
  });
});

describe('after the close', () => {
  const over = [asks('10:00:00'), replies('10:00:10', 'A'), closes('10:01:00', 'resolved')];

  test.each([
    ['a text up to 2 s later', replies('10:01:02', 'A')],
    ['an automatic text', auto('10:05:00')],
    ['a bot’s text', botSays('10:05:00')],
    ['a private note', notes('10:05:00', 'A')],
  ])('%s changes nothing', (_, event) => {
    const told = given(...over).when(event);
    expect([told.facts, told.retracts]).toEqual([[], []]);
  });
});

describe('what a customer thinks of it, long after the close', () => {
  const rated = (day: string) => ({ ...event('review.posted', '11:00:00', { score: 5 }), time: Date.parse(`2026-${day}T11:00:00Z`) });

  test.each([
    ['11-11', 'A'],
    ['12-11', 'A'],
    ['12-12', null],
  ])('on %s is for %s, who replied last', (day, agentId) => {
    const told = given(asks('10:00:00'), replies('10:00:10', 'A'), closes('11:00:00')).when(rated(day) as LoggedEvent);
    expect(told.of('rating.given')).toMatchObject([{ cut: { agentId } }]);
  });
});

describe('typing', () => {
  const types = (time: string) => event('agent.typing', time, { conversationId: 'c1' }, { subject: 'A' });

  test('shows on the conversation until the reply, and is no message', () => {
    const typing = given(asks('10:00:00')).when(types('10:00:05'));
    expect(typing.facts).toMatchObject([{ type: 'conversation.changed', conversation: { typingAt: clock('10:00:05') } }]);
    const replied = given(asks('10:00:00'), types('10:00:05')).when(replies('10:00:10', 'A'));
    expect(replied.of('conversation.changed')).toMatchObject([{ conversation: { typingAt: null } }]);
    expect(replied.all('customer.answered')).toHaveLength(1);
  });

  test('in its place when what was said before it comes later', () => {
    const told = given(asks('10:00:00'), types('10:00:10')).when(assigned('10:00:05', 'A'));
    expect(told.of('conversation.changed')).toMatchObject([{ conversation: { agentId: 'A', typingAt: clock('10:00:10') } }]);
  });

  test('where nobody talks is reported, with who types', () => {
    expect(given().when(types('10:00:00')).of('event.ignored')).toMatchObject([{ event: { type: 'agent.typing', subject: 'A' } }]);
  });
});
