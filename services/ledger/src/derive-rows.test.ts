import { describe, expect, test } from 'vitest';
import { answered, assigned, closed, entryOf, FLOOR, held, ignored, named, opened, replied, responded } from '../test/facts.ts';
import { deriveRows } from './derive-rows.ts';

const AT = 1_794_364_530_250;
const lin = { agentId: 'lin', teamId: 'east', shopId: 's1', channel: 'tmall' };

test('turns each fact that figures come from into one row of its table', () => {
  const rows = deriveRows([
    entryOf([
      opened({ at: AT, intent: 'presales', cut: { channel: 'tmall' } }),
      assigned({ at: AT + 1, cut: lin }),
      responded({ at: AT + 2, waitMs: 2, agentWaitMs: 1, cut: lin }),
      answered({ at: AT + 2, cut: lin }),
      replied({ at: AT + 2, openedAt: AT, agentWaitMs: 1, cut: lin }),
      held({ at: AT + 3, from: AT + 1, cut: lin }),
      closed({ at: AT + 3, reason: 'resolved', cut: lin }),
      named('lin', '林', AT, 'east'),
      ignored('the conversation is closed already', AT),
    ]),
  ]);
  for (const [table, made] of Object.entries(rows)) expect([table, made.stand.size, made.gone.size]).toEqual([table, 1, 0]);
  expect([...rows.rounds.stand.values()]).toEqual([
    {
      floor: FLOOR,
      at: AT + 2,
      agent_id: 'lin',
      team_id: 'east',
      shop_id: 's1',
      channel: 'tmall',
      round_id: `round-${AT}`,
      conversation_id: 'conv-1',
      opened_at: AT,
      outcome: 'replied',
      replied_by: 'agent',
      customer_wait_ms: 2,
      agent_wait_ms: 1,
    },
  ]);
  expect([...rows.floor_through.stand.values()]).toEqual([{ floor: FLOOR, through: AT + 3 }]);
});

test('the same fact twice is one row, and of two about one round the later holds', () => {
  const reply = answered({ at: AT, cut: lin });
  const unanswered = replied({ at: AT, openedAt: AT - 5, outcome: 'unanswered' });
  const rows = deriveRows([entryOf([reply, unanswered]), entryOf([reply, replied({ at: AT + 9, openedAt: AT - 5 })])]);
  expect(rows.replies.stand.size).toBe(1);
  expect([...rows.rounds.stand.values()].map((row) => [row.outcome, row.at])).toEqual([['replied', AT + 9]]);
});

test('two replies by one agent in one instant are two rows', () => {
  const rows = deriveRows([entryOf(['m-1', 'm-2'].map((replyId) => answered({ at: AT, replyId, cut: lin })))]);
  expect(rows.replies.stand.size).toBe(2);
});

describe('what is taken back', () => {
  const hold = held({ at: AT + 9, from: AT, cut: lin });
  const reply = answered({ at: AT, cut: lin });

  test('leaves no row, and is to be deleted wherever it was written', () => {
    for (const entries of [[entryOf([], { retracts: [hold] })], [entryOf([hold]), entryOf([], { retracts: [hold] })]]) {
      const { stand, gone } = deriveRows(entries).holds;
      expect([...stand.values()]).toEqual([]);
      expect([...gone.values()]).toMatchObject([{ floor: FLOOR, at: AT + 9, hold_id: `hold-${AT}` }]);
    }
  });

  test('and told otherwise in the same batch is the new row only', () => {
    const moved = answered({ at: AT, cut: { ...lin, teamId: 'west' } });
    const { stand, gone } = deriveRows([entryOf([moved], { retracts: [reply] })]).replies;
    expect([...stand.values()]).toMatchObject([{ reply_id: `reply-${AT}`, team_id: 'west' }]);
    expect(gone.size).toBe(0);
  });

  test('and told otherwise of another instant is one row to be deleted and one that stands', () => {
    const shorter = held({ at: AT + 5, from: AT, cut: lin });
    const { stand, gone } = deriveRows([entryOf([hold]), entryOf([shorter], { retracts: [hold] })]).holds;
    expect([...stand.values()].map((row) => row.at)).toEqual([AT + 5]);
    expect([...gone.values()].map((row) => row.at)).toEqual([AT + 9]);
  });

  test('and told again by a later batch stands', () => {
    const { stand, gone } = deriveRows([entryOf([], { retracts: [reply] }), entryOf([reply])]).replies;
    expect([stand.size, gone.size]).toEqual([1, 0]);
  });

  test('on one floor leaves the same of another floor', () => {
    const rows = deriveRows([entryOf([reply]), entryOf([], { retracts: [reply], floor: 'other/demo' })]);
    expect([...rows.replies.stand.values()].map((row) => row.floor)).toEqual([FLOOR]);
  });
});

test('an event that is ignored for another reason now is one row, and one that makes sense now is none', () => {
  const [before, now] = [ignored('the conversation is not known', AT), ignored('the conversation is closed already', AT)];
  const { stand, gone } = deriveRows([entryOf([before]), entryOf([now], { retracts: [before] })]).ignored_events;
  expect([...stand.values()]).toEqual([
    {
      floor: FLOOR,
      at: AT,
      source: '/chat',
      event_id: `event-${AT}`,
      type: 'conversation.closed',
      subject: 'conv-1',
      reason: 'the conversation is closed already',
      noted_at: AT,
    },
  ]);
  expect(gone.size).toBe(0);
  const none = deriveRows([entryOf([before]), entryOf([], { retracts: [before] })]).ignored_events;
  expect([none.stand.size, none.gone.size]).toEqual([0, 1]);
});

test('the same ids on another floor are other rows', () => {
  const facts = [opened({ at: AT })];
  expect(deriveRows([entryOf(facts), entryOf(facts, { floor: 'other/demo' })]).episodes.stand.size).toBe(2);
});

test('the greatest event time of a floor stands, whatever the order', () => {
  const rows = deriveRows([entryOf([answered({ at: AT + 5 })]), entryOf([answered({ at: AT })])]);
  expect([...rows.floor_through.stand.values()]).toEqual([{ floor: FLOOR, through: AT + 5 }]);
});

test('facts that only the live view needs give no row', () => {
  const rows = deriveRows([
    entryOf([
      { type: 'conversation.removed', at: AT, conversationId: 'conv-1' },
      { type: 'ticket.removed', at: AT, ticketId: 't-1' },
    ]),
  ]);
  expect(Object.entries(rows).filter(([table, made]) => table !== 'floor_through' && made.stand.size + made.gone.size > 0)).toEqual([]);
});
