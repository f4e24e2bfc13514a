import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareTrueOrder, rankOf } from './true-order.ts';

const ordered = fc.record({
  time: fc.integer({ min: 0, max: 3 }),
  type: fc.constantFrom(
    'agent.status',
    'conversation.opened',
    'conversation.queued',
    'conversation.assigned',
    'message.sent',
    'message.received',
    'ticket.opened',
  ),
  source: fc.constantFrom('/a', '/b', '/ä', '/B'),
  id: fc.string({ maxLength: 3 }),
});

describe('true order', () => {
  test('ranks types of one instant as metrics.md lists them', () => {
    const listed = [
      'agent.status',
      'conversation.opened',
      'conversation.queued',
      'conversation.assigned',
      'message.received',
      'conversation.handed_over',
      'conversation.closed',
      'order.paid',
    ];
    expect(listed.map(rankOf)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(rankOf('message.sent')).toBe(rankOf('message.received'));
    expect(rankOf('io.watchfloor.conversation.closed')).toBe(6);
    expect(rankOf('conversation.human_requested')).toBe(7);
  });

  test('time goes before rank, rank before source, source before id', () => {
    const base = { time: 1, type: 'message.sent', source: '/a', id: '1' };
    expect(compareTrueOrder({ ...base, time: 2, type: 'agent.status' }, base)).toBeGreaterThan(0);
    expect(compareTrueOrder({ ...base, type: 'conversation.closed', source: '/0' }, base)).toBeGreaterThan(0);
    expect(compareTrueOrder({ ...base, source: '/b', id: '0' }, base)).toBeGreaterThan(0);
    expect(compareTrueOrder({ ...base, id: '2' }, base)).toBeGreaterThan(0);
    expect(compareTrueOrder(base, { ...base })).toBe(0);
  });

  test('sorts any arrivals into the same sequence', () => {
    fc.assert(
      fc.property(
        fc
          // No two of one identity: the receiver and the keeper see to that.
          .uniqueArray(ordered, { maxLength: 20, selector: ({ source, id }) => `${source} ${id}` })
          .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          expect(shuffled.toSorted(compareTrueOrder)).toEqual(all.toSorted(compareTrueOrder));
        },
      ),
    );
  });
});
