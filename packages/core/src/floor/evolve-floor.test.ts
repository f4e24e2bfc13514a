import { describe, expect, test } from 'vitest';
import { asks, clock, event, given, givenOn, replies, status } from './given-events.ts';

describe('an agent', () => {
  test('has a status since its first report, whatever is repeated', () => {
    const told = given(
      status('09:00:00', 'A', 'online', { name: '小王', teamId: 't1', capacity: 5 }),
      status('09:10:00', 'A', 'online'),
    ).when(status('09:20:00', 'A', 'online', { capacity: 6 }));
    expect(told.of('agent.changed')).toMatchObject([
      { agent: { id: 'A', name: '小王', teamId: 't1', capacity: 6, status: 'online', statusSince: clock('09:00:00') } },
    ]);
  });

  test('has a new clock with a new status', () => {
    const told = given(status('09:00:00', 'A', 'online')).when(status('09:20:00', 'A', 'away'));
    expect(told.of('agent.changed')).toMatchObject([{ agent: { status: 'away', statusSince: clock('09:20:00') } }]);
  });

  test('is known from a conversation before any status', () => {
    const told = given(asks('10:00:00')).when(replies('10:00:05', 'A'));
    expect(told.of('agent.changed')).toMatchObject([{ agent: { id: 'A', name: 'A', status: null, statusSince: null } }]);
    expect(told.touched.agents).toEqual(new Set(['A']));
  });

  test('may be called like something every object has', () => {
    const told = given(asks('10:00:00'), event('conversation.assigned', '10:00:00', { agentId: 'constructor', by: 'system' })).when(
      replies('10:00:30', 'constructor'),
    );
    expect(told.of('round.closed')).toMatchObject([{ agentWaitMs: 30_000 }]);
    const again = given(
      asks('10:00:00'),
      event('conversation.assigned', '10:00:00', { agentId: '__proto__', by: 'system' }),
      event('conversation.assigned', '10:00:10', { agentId: 'B', by: 'system' }),
      event('conversation.assigned', '10:00:20', { agentId: '__proto__', by: 'system' }),
    ).when(replies('10:00:30', '__proto__'));
    expect(again.of('round.closed')).toMatchObject([{ agentWaitMs: 20_000 }]);
  });
});

describe('lateness', () => {
  const received = (delay: number) => asks('10:00:00', { received: clock('10:00:00') + delay });

  test('an event up to five minutes old counts live, an older one is counted late and changes nothing', () => {
    expect(given().when(received(300_000)).of('round.opened')).toHaveLength(1);
    const late = given().when(received(300_001));
    expect(late.of('event.ignored')).toHaveLength(1);
    expect(late.state.counters).toMatchObject({ applied: 1, late: 1, ignored: 0 });
    expect(late.state.conversations.size).toBe(0);
  });

  test('on an event-time floor the reference is the greatest time seen', () => {
    const replay = givenOn({ clock: 'event' });
    const long = clock('10:00:00') + 30 * 24 * 3_600_000;
    expect(replay(asks('10:00:00', { received: long })).when(asks('09:55:00', { subject: 'c2', received: long })).ignored).toBeNull();
    expect(replay(asks('10:00:00', { received: long })).when(asks('09:54:59', { subject: 'c2', received: long })).ignored).not.toBeNull();
  });

  test('the floor is through up to the greatest time, never back', () => {
    expect(given(asks('10:00:00')).when(asks('09:59:00', { subject: 'c2' })).state.through).toBe(clock('10:00:00'));
  });

  test('an event of a kind that no figure needs yet is applied and gives nothing', () => {
    const told = given().when(
      event('order.created', '10:00:00', { orderId: 'o1', customerId: 'u1', amount: '1.00', currency: 'CNY' }, { subject: 'A' }),
    );
    expect(told).toMatchObject({ facts: [], ignored: null });
    expect(told.state.counters.applied).toBe(1);
  });
});
