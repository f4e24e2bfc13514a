import type { Fact } from '@watchfloor/contracts/fact';
import { TOO_LATE } from '@watchfloor/core/floor/lateness';
import { DAY_MS, HOUR_MS, hourOf } from '@watchfloor/history/fact-hours';
import type { FactEntry } from '@watchfloor/redis/fact-reader';
import { describe, expect, test } from 'vitest';
import { answered, assigned, closed, cutOf, entryOf, FLOOR, held, ignored, named, opened, replied, responded } from '../test/facts.ts';
import { deriveRows } from './derive-rows.ts';

const AT = 1_794_364_530_250;
const lin = { agentId: 'lin', teamId: 'east', shopId: 's1', channel: 'tmall' };

const facts = (...entries: FactEntry[]) => deriveRows(entries).rows.facts;

test('turns each fact that figures come from into one row', () => {
  const kept = [
    opened({ at: AT, intent: 'presales', cut: { channel: 'tmall' } }),
    assigned({ at: AT + 1, cut: lin }),
    responded({ at: AT + 2, waitMs: 2, agentWaitMs: 1, cut: lin }),
    answered({ at: AT + 2, cut: lin }),
    replied({ at: AT + 2, openedAt: AT, agentWaitMs: 1, cut: lin }),
    held({ at: AT + 3, from: AT + 1, cut: lin }),
    closed({ at: AT + 3, reason: 'resolved', cut: lin }),
  ];
  const { rows, hours } = deriveRows([
    entryOf([...kept, named('lin', '林', AT, 'east'), ignored('the conversation is closed already', AT), ignored(TOO_LATE, AT + 1)]),
  ]);
  const sizes = Object.fromEntries(Object.entries(rows).map(([table, made]) => [table, [made.stand.size, made.gone.size]]));
  expect(sizes).toEqual({
    agents: [1, 0],
    facts: [kept.length, 0],
    early_facts: [0, 0],
    ignored_events: [2, 0],
    late_events: [1, 0],
    floor_through: [1, 0],
  });
  expect([...rows.facts.stand.values()].map(({ body }) => JSON.parse(body))).toEqual(kept);
  expect([...rows.facts.stand.values()][4]).toMatchObject({
    floor: FLOOR,
    at: AT + 2,
    type: 'round.closed',
    agent_id: 'lin',
    conversation_id: 'conv-1',
    customer_id: null,
  });
  expect([...rows.floor_through.stand.values()]).toEqual([{ floor: FLOOR, through: AT + 3 }]);
  expect(hours).toEqual(new Map([[FLOOR, new Set([hourOf(AT)])]]));
});

test('the same fact twice is one row, and the later word about it holds', () => {
  const reply = answered({ at: AT, cut: lin });
  const { stand } = facts(entryOf([reply]), entryOf([{ ...reply, customerId: 'c-9' }]));
  expect([...stand.values()].map(({ customer_id }) => customer_id)).toEqual(['c-9']);
});

test('two replies by one agent in one instant are two rows', () => {
  expect(facts(entryOf(['m-1', 'm-2'].map((replyId) => answered({ at: AT, replyId, cut: lin })))).stand.size).toBe(2);
});

describe('what counts before its own hour', () => {
  const day = Date.parse('2026-11-11T00:00:00Z');
  const early = (fact: Fact) => [...deriveRows([entryOf([fact])]).rows.early_facts.stand.values()];
  const online = (from: number, at: number): Fact => ({
    type: 'status.ended',
    at,
    agentId: 'lin',
    status: 'online',
    from,
    cut: cutOf(lin),
  });

  test('a miss in the hour before stands under its day, and both hours change', () => {
    const round = replied({ openedAt: day + HOUR_MS - 60_000, at: day + HOUR_MS + 1, cut: lin });
    expect(early(round)).toMatchObject([{ day, at: day + HOUR_MS + 1, first_at: day + HOUR_MS - 30_000 }]);
    expect(deriveRows([entryOf([round])]).hours.get(FLOOR)).toEqual(new Set([day, day + HOUR_MS]));
  });

  test('a round that goes over the hour without a miss before it stands nowhere else', () => {
    expect(early(replied({ openedAt: day + HOUR_MS - 10_000, at: day + HOUR_MS + 1, cut: lin }))).toEqual([]);
  });

  test('a state stands under every day that it lasted, but for the hour in which it ended', () => {
    expect(early(online(day, day + HOUR_MS - 1))).toEqual([]);
    expect(early(online(day - 1, day + 1)).map((row) => row.day)).toEqual([day - DAY_MS]);
    expect(early(online(day - 2 * DAY_MS, day + HOUR_MS)).map((row) => row.day)).toEqual([day - 2 * DAY_MS, day - DAY_MS, day]);
  });

  test('a state of a hundred years does not write a row for each of its days', () => {
    expect(early(online(day - 36_500 * DAY_MS, day + 1))).toHaveLength(400);
  });
});

describe('what is taken back', () => {
  const hold = held({ at: AT + 9, from: AT, cut: lin });
  const reply = answered({ at: AT, cut: lin });

  test('leaves no row, and is to be deleted wherever it was written', () => {
    for (const entries of [[entryOf([], { retracts: [hold] })], [entryOf([hold]), entryOf([], { retracts: [hold] })]]) {
      const { stand, gone } = facts(...entries);
      expect([...stand.values()]).toEqual([]);
      expect([...gone.values()]).toMatchObject([{ floor: FLOOR, at: AT + 9, type: 'hold.ended' }]);
    }
  });

  test('and told otherwise in the same batch is the new row only', () => {
    const moved = answered({ at: AT, cut: { ...lin, teamId: 'west' } });
    const { stand, gone } = facts(entryOf([moved], { retracts: [reply] }));
    expect([...stand.values()].map(({ body }) => JSON.parse(body))).toEqual([moved]);
    expect(gone.size).toBe(0);
  });

  test('and told otherwise of another instant is one row to be deleted and one that stands', () => {
    const shorter = held({ at: AT + 5, from: AT, cut: lin });
    const { stand, gone } = facts(entryOf([hold]), entryOf([shorter], { retracts: [hold] }));
    expect([...stand.values()].map((row) => row.at)).toEqual([AT + 5]);
    expect([...gone.values()].map((row) => row.at)).toEqual([AT + 9]);
  });

  test('and told again by a later batch stands', () => {
    const { stand, gone } = facts(entryOf([], { retracts: [reply] }), entryOf([reply]));
    expect([stand.size, gone.size]).toEqual([1, 0]);
  });

  test('on one floor leaves the same of another floor', () => {
    const { stand } = facts(entryOf([reply]), entryOf([], { retracts: [reply], floor: 'other/demo' }));
    expect([...stand.values()].map((row) => row.floor)).toEqual([FLOOR]);
  });
});

test('an event that is ignored for another reason now is one row, and one that makes sense now is none', () => {
  const [before, now] = [ignored('the conversation is not known', AT), ignored('the conversation is closed already', AT)];
  const { stand, gone } = deriveRows([entryOf([before]), entryOf([now], { retracts: [before] })]).rows.ignored_events;
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
  const none = deriveRows([entryOf([before]), entryOf([], { retracts: [before] })]).rows.ignored_events;
  expect([none.stand.size, none.gone.size]).toEqual([0, 1]);
});

test('the same ids on another floor are other rows', () => {
  const told = [opened({ at: AT })];
  expect(facts(entryOf(told), entryOf(told, { floor: 'other/demo' })).stand.size).toBe(2);
});

test('the greatest event time of a floor stands, whatever the order', () => {
  const { rows } = deriveRows([entryOf([answered({ at: AT + 5 })]), entryOf([answered({ at: AT })])]);
  expect([...rows.floor_through.stand.values()]).toEqual([{ floor: FLOOR, through: AT + 5 }]);
});

test('facts that only the live view needs give no row', () => {
  const { rows } = deriveRows([
    entryOf([
      { type: 'conversation.removed', at: AT, conversationId: 'conv-1' },
      { type: 'ticket.removed', at: AT, ticketId: 't-1' },
    ]),
  ]);
  expect(Object.entries(rows).filter(([table, made]) => table !== 'floor_through' && made.stand.size + made.gone.size > 0)).toEqual([]);
});
