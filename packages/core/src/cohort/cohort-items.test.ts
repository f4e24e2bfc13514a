import type { Cut } from '@watchfloor/contracts/fact';
import { describe, expect, test } from 'vitest';
import type { CohortItem, CohortItemOf } from './cohort-item.ts';
import { cohortItems } from './cohort-items.ts';
import type { InquiryRules } from './cohort-rules.ts';
import type { OrderEvent, OrderEventType } from './order.ts';
import type { Talk } from './talk.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ours: InquiryRules = { conversionGapMs: DAY, conversionCredit: 'before payment', inquiriesAfterSales: false };
const cutOf = (cut: Partial<Cut> = {}): Cut => ({ agentId: null, teamId: null, shopId: 's1', channel: 'tmall', ...cut });

type About = Partial<Talk> & { by?: [agentId: string, at: number][]; solvedAt?: number };
/** An episode before a sale that begins at an instant, with replies of some agents. */
const talk = (openedAt: number, { by = [], solvedAt, ...about }: About = {}): Talk => ({
  id: `e-${openedAt}`,
  conversationId: 'c1',
  openedAt,
  intent: 'presales',
  topic: null,
  cut: cutOf(),
  replies: by.map(([agentId, at]) => ({ id: `r-${at}`, at, cut: cutOf({ agentId, teamId: `team of ${agentId}` }) })),
  close: solvedAt === undefined ? null : { at: solvedAt, resolved: true, answered: true, bot: null, cut: cutOf({ agentId: 'A' }) },
  ...about,
});
const order = (type: OrderEventType, at: number, more: Partial<OrderEvent> = {}): OrderEvent => ({
  ...{
    type,
    at,
    source: '/shop',
    id: `${type}-${at}`,
    orderId: 'o-1',
    customerId: 'u1',
    amount: '100',
    currency: 'CNY',
    items: 1,
    kind: null,
  },
  ...more,
});

type Given = { talks?: Talk[]; orders?: OrderEvent[]; rules?: Partial<InquiryRules> };
/** What a customer counts for, of one kind. */
function counted<K extends CohortItem['kind']>(kind: K, { talks = [], orders = [], rules = {} }: Given): CohortItemOf<K>[] {
  const inquiryRules = () => ({ ...ours, ...rules });
  const intentOf = (teamId: string) => (teamId === 'sellers' ? 'presales' : null);
  return cohortItems({ talks, orders }, { inquiryRules, intentOf }).filter((item): item is CohortItemOf<K> => item.kind === kind);
}

describe('an inquiry', () => {
  const inquiries = (given: Given) => counted('inquiry', given).map(({ at, cut, sales }) => [at, cut.agentId, sales.length]);

  test('takes in what is asked within the gap, and who asks after that begins another', () => {
    expect(inquiries({ talks: [talk(0), talk(HOUR), talk(DAY - 1), talk(DAY)] })).toEqual([
      [0, null, 0],
      [DAY, null, 0],
    ]);
  });

  test('is the last human’s who replied before the payment; of one that is not paid, before the end of the gap', () => {
    const talks = [
      talk(0, {
        by: [
          ['A', 10],
          ['B', 20],
          ['C', 30],
        ],
      }),
    ];
    expect(inquiries({ talks, orders: [order('order.paid', 20)] })).toEqual([[0, 'B', 1]]);
    expect(inquiries({ talks })).toEqual([[0, 'C', 0]]);
    expect(
      inquiries({
        talks: [
          talk(0, {
            by: [
              ['A', 10],
              ['B', DAY],
            ],
          }),
        ],
      }),
    ).toEqual([[0, 'A', 0]]);
  });

  test('is bought by a balance or a full payment within the gap, by a deposit alone not', () => {
    const paid = (at: number, kind: OrderEvent['kind']) => inquiries({ talks: [talk(0)], orders: [order('order.paid', at, { kind })] });
    expect([paid(1, 'full'), paid(1, 'balance'), paid(1, null), paid(DAY - 1, 'full')]).toEqual(Array(4).fill([[0, null, 1]]));
    expect([paid(1, 'deposit'), paid(DAY, 'full')]).toEqual(Array(2).fill([[0, null, 0]]));
  });

  test('goes by what the event says, else by the work of the team; without either there is none', () => {
    const about = { intent: null, cut: cutOf({ teamId: 'sellers' }) };
    expect(inquiries({ talks: [talk(0, about)] })).toHaveLength(1);
    expect(inquiries({ talks: [talk(0, { ...about, intent: 'aftersales' })] })).toHaveLength(0);
    expect(inquiries({ talks: [talk(0, { intent: null })] })).toHaveLength(0);
  });

  test('follows the profile: a longer gap, who replied before the order was made, talks after a sale too', () => {
    const talks = [
      talk(0, {
        by: [
          ['A', 10],
          ['B', 30],
        ],
      }),
    ];
    const orders = [order('order.created', 20), order('order.paid', 2 * DAY, { kind: 'full' })];
    expect(inquiries({ talks, orders, rules: { conversionGapMs: 3 * DAY, conversionCredit: 'before order' } })).toEqual([[0, 'A', 1]]);
    expect(inquiries({ talks: [talk(0, { intent: 'aftersales' })], rules: { inquiriesAfterSales: true } })).toHaveLength(1);
  });
});

describe('a solved episode', () => {
  const repeated = (first: About, second: About, openedAt: number) =>
    counted('resolution', { talks: [talk(0, { solvedAt: HOUR, ...first }), talk(openedAt, second)] }).map(
      ({ repeatedBy }) => repeatedBy !== null,
    );

  test('stays so when the customer does not come back within 24 h of a talk before a sale, 7 days of another', () => {
    expect(repeated({}, {}, HOUR + DAY - 1)).toEqual([true]);
    expect(repeated({}, {}, HOUR + DAY)).toEqual([false]);
    expect(repeated({ intent: 'aftersales' }, {}, HOUR + 7 * DAY - 1)).toEqual([true]);
    expect(repeated({ intent: null }, {}, HOUR + 7 * DAY)).toEqual([false]);
    expect(repeated({}, {}, HOUR - 1)).toEqual([false]);
  });

  test('is repeated by the same topic only, where both have one; else by the same shop', () => {
    expect(repeated({ topic: 'size' }, { topic: 'delivery' }, DAY)).toEqual([false]);
    expect(repeated({ topic: 'size' }, { topic: 'size', cut: cutOf({ shopId: 's2' }) }, DAY)).toEqual([true]);
    expect(repeated({ topic: 'size' }, {}, DAY)).toEqual([true]);
    expect(repeated({ topic: 'size' }, { cut: cutOf({ shopId: 's2' }) }, DAY)).toEqual([false]);
  });
});

describe('an order', () => {
  test('counts by its first payment, for whose the inquiry was, and as refunded within 15 days', () => {
    const talks = [talk(0, { by: [['A', 10]] })];
    const paid = [
      order('order.paid', 5, { kind: 'deposit' }),
      order('order.paid', HOUR, { kind: 'balance' }),
      order('order.paid', 2 * HOUR),
    ];
    const refunded = (at: number) =>
      counted('order', { talks, orders: [...paid, order('order.refunded', at)] }).map((item) => [
        item.at,
        item.cut.agentId,
        item.refundedAt,
      ]);
    expect(refunded(HOUR + 15 * DAY - 1)).toEqual([[HOUR, 'A', HOUR + 15 * DAY - 1]]);
    expect(refunded(HOUR + 15 * DAY)).toEqual([[HOUR, 'A', null]]);
  });

  test('asked back counts by the request and its first outcome, for who last spoke with the customer', () => {
    const talks = [
      talk(0, {
        intent: 'aftersales',
        by: [
          ['A', 10],
          ['B', 30],
          ['C', 50],
        ],
      }),
    ];
    const asked = (...orders: OrderEvent[]) =>
      counted('refund', { talks, orders: [order('order.refund_requested', 20), ...orders] }).map(({ at, cut, outcome }) => [
        at,
        cut.agentId,
        outcome,
      ]);
    expect(asked(order('order.refund_withdrawn', 40), order('order.refunded', 45))).toEqual([[20, 'B', 'withdrawn']]);
    expect(asked(order('order.exchanged', 60))).toEqual([[20, 'C', 'exchanged']]);
    expect(asked(order('order.refunded', 20 + 15 * DAY))).toEqual([[20, 'C', null]]);
    expect(asked(order('order.refund_requested', 30), order('order.refunded', 35))).toEqual([
      [20, 'C', null],
      [30, 'B', 'refunded'],
    ]);
  });
});

test('a bot contains what it replied to, if no human was wanted after that', () => {
  const ended = (bot: 'alone' | 'passed_on' | null, answered: boolean) =>
    counted('bot', { talks: [talk(0, { close: { at: HOUR, resolved: false, answered, bot, cut: cutOf() } })] }).map(
      ({ contained }) => contained,
    );
  expect([ended('alone', false), ended('alone', true), ended('passed_on', false), ended(null, false)]).toEqual([
    [true],
    [false],
    [false],
    [],
  ]);
});
