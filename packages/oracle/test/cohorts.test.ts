import type { CohortFigures } from '@watchfloor/contracts/cohorts';
import { EventData, type LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact } from '@watchfloor/contracts/fact';
import { countsOf } from '@watchfloor/core/cohort/cohort-counts';
import { addCohortCount, type CohortTally, cohortFiguresOf as figuresByCore } from '@watchfloor/core/cohort/cohort-figures';
import type { CohortItem } from '@watchfloor/core/cohort/cohort-item';
import { cohortItems } from '@watchfloor/core/cohort/cohort-items';
import type { OrderEvent, OrderEventType } from '@watchfloor/core/cohort/order';
import { talksOf } from '@watchfloor/core/cohort/talk';
import { floorStories } from '@watchfloor/core/floor/arbitrary-events';
import { type SubjectKey, subjectsOf } from '@watchfloor/core/window/subject';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { cohortFiguresOf, mainCurrencyOf } from '../src/cohort-figures-of.ts';
import { type CohortSettings, OUR_COHORTS, tellCohorts } from '../src/cohorts.ts';
import { floorByCore, keyOf, OWN_WORDS, subjectOf } from './figures-by-core.ts';

vi.setConfig({ testTimeout: 60_000 });

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FROM = Date.parse('2026-11-11T08:00:00Z');

/** What cohorts need of a floor's facts and orders, customer by customer. */
function itemsByCore(
  facts: readonly Fact[],
  events: readonly LoggedEvent[],
  { gapMs, credit, afterSalesToo, roles }: CohortSettings,
): CohortItem[] {
  const orders = events.flatMap((event) => orderOf(event) ?? []);
  const named = facts.flatMap((fact) => (fact.type === 'episode.opened' ? [fact.customerId] : []));
  const inquiry = { conversionGapMs: gapMs, conversionCredit: credit, inquiriesAfterSales: afterSalesToo };
  const rules = { inquiryRules: () => inquiry, intentOf: (teamId: string) => roles[teamId] ?? null };
  return [...new Set([...named, ...orders.map(({ customerId }) => customerId)])].flatMap((customerId) =>
    cohortItems({ talks: talksOf(customerId, facts), orders: orders.filter((event) => event.customerId === customerId) }, rules),
  );
}

function orderOf({ type, time: at, source, id, data }: LoggedEvent): OrderEvent | null {
  if (!type.startsWith('order.')) return null;
  const told = EventData['order.paid'].parse(data);
  return { ...told, type: type as OrderEventType, at, source, id, items: told.items ?? null, kind: told.kind ?? null };
}

type Shown = { asOf: number; currency: string | null };
function cohortsByCore(items: readonly CohortItem[], key: SubjectKey, range: { from: number; to: number }, shown: Shown): CohortFigures {
  const tally: CohortTally = new Map();
  for (const item of items) {
    if (item.at < range.from || item.at >= range.to || !subjectsOf(item.cut).includes(key)) continue;
    for (const count of countsOf(item)) addCohortCount(tally, count, count.lastsMs > 0 && item.at + count.lastsMs > shown.asOf);
  }
  return figuresByCore(tally, shown);
}

type Given = { events: readonly LoggedEvent[]; settings: CohortSettings; asOf: number; part: readonly [number, number] };

function compare({ events, settings, asOf, part }: Given): void {
  const items = itemsByCore(floorByCore([events]).facts, events, settings);
  const cohorts = tellCohorts(events, settings, { phrases: OWN_WORDS });
  const lists = [cohorts.solved, cohorts.bots, cohorts.inquiries, cohorts.paid, cohorts.requests].flat();
  const keys = new Set(['f:' as const, ...items.flatMap(({ cut }) => subjectsOf(cut)), ...lists.flatMap(({ cut }) => subjectsOf(cut))]);
  const end = (events.at(-1)?.time ?? FROM) + 1;
  const [a, b] = part.map((at) => Math.round(FROM + at * (end - FROM)));
  for (const range of [
    { from: FROM, to: end },
    { from: Math.min(a ?? FROM, b ?? end), to: Math.max(a ?? FROM, b ?? end) },
  ]) {
    const shown = { asOf, currency: mainCurrencyOf(cohorts, range) };
    for (const key of keys) {
      const expected = cohortFiguresOf(cohorts, subjectOf(key), range, shown);
      expect({ key, range, ...cohortsByCore(items, key, range, shown) }).toEqual({ key, range, ...expected });
      expect(keyOf(subjectOf(key))).toBe(key);
    }
  }
}

const customer = fc.constantFrom('u1', 'u2', 'u3');
/** Beginnings that say what they are about, closes that say how they ended, and orders: what other stories have too little of. */
const trade: fc.Arbitrary<Pick<LoggedEvent, 'type' | 'subject' | 'data'>> = fc.oneof(
  fc.record({
    type: fc.constant('conversation.opened' as const),
    subject: fc.constantFrom('c1', 'c2', 'c3', 'c4'),
    data: fc.record(
      {
        customerId: customer,
        channel: fc.constant('tmall'),
        shopId: fc.constantFrom('s1', 's2'),
        teamId: fc.constantFrom('t1', 't2', 't3'),
        intent: fc.constantFrom('presales', 'aftersales'),
        topic: fc.constantFrom('size', 'delivery'),
      },
      { requiredKeys: ['customerId', 'channel'] },
    ),
  }),
  fc.record({
    type: fc.constant('conversation.closed' as const),
    subject: fc.constantFrom('c1', 'c2', 'c3', 'c4'),
    data: fc.constant({ reason: 'resolved' }),
  }),
  fc
    .record({
      type: fc.constantFrom(
        'order.created',
        'order.paid',
        'order.paid',
        'order.refund_requested',
        'order.refunded',
        'order.refund_withdrawn',
        'order.exchanged',
      ),
      customerId: customer,
      n: fc.integer({ min: 1, max: 2 }),
      more: fc.record(
        {
          amount: fc.constantFrom('100', '0.0001', '33.3', '-5.25', '999999999999999.9999'),
          currency: fc.constantFrom('CNY', 'CNY', 'cny', 'USD'),
          items: fc.integer({ min: 0, max: 3 }),
          kind: fc.constantFrom('full', 'deposit', 'balance'),
        },
        { requiredKeys: ['amount', 'currency'] },
      ),
    })
    .map(({ type, customerId, n, more }) => ({
      type,
      subject: `o-${customerId}-${n}`,
      data: { orderId: `o-${customerId}-${n}`, customerId, ...more },
    })),
) as fc.Arbitrary<Pick<LoggedEvent, 'type' | 'subject' | 'data'>>;

/** Anything on a floor, and trade between, over some days; now and then two things are a gap apart to the millisecond. */
const tradingDays = (gapMs: number): fc.Arbitrary<LoggedEvent[]> =>
  fc
    .tuple(
      floorStories({ from: FROM, gapMs, maxLength: 60 }),
      fc.array(fc.tuple(trade, fc.oneof(fc.nat(2 * gapMs), fc.constantFrom(0, DAY, 3 * DAY, 7 * DAY, 15 * DAY))), {
        maxLength: 50,
        size: 'max',
      }),
    )
    .map(([story, trades]) => {
      let time = FROM;
      const traded = trades.map(([draft, gap], index) => {
        time += gap;
        return { floor: 't/f', source: '/shop', id: `t${index}`, time, received: time, ...draft } as LoggedEvent;
      });
      return [...story, ...traded].toSorted((a, b) => a.time - b.time);
    });

const settings: fc.Arbitrary<CohortSettings> = fc.constantFrom(
  OUR_COHORTS,
  { ...OUR_COHORTS, roles: { t1: 'presales', t2: 'aftersales' } },
  { ...OUR_COHORTS, gapMs: 3 * DAY, credit: 'before order', roles: { t1: 'presales' } },
  { ...OUR_COHORTS, gapMs: 4 * DAY, afterSalesToo: true },
);
const parts = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));

describe('core and oracle have the same cohorts', () => {
  test.each([
    ['minutes', 10 * 60_000],
    ['hours', 12 * HOUR],
  ])('of anything that may happen within %s', (_, gapMs) => {
    const given = fc.record({
      events: tradingDays(gapMs),
      settings,
      asOf: fc.integer({ min: 0, max: 30 * DAY }).map((ms) => FROM + ms),
      part: parts,
    });
    fc.assert(fc.property(given, compare), { numRuns: 250 });
  });
});

test('the days leave no figure out', () => {
  const seen = new Set<string>();
  for (const gapMs of [10 * 60_000, 12 * HOUR]) {
    for (const events of fc.sample(tradingDays(gapMs), { numRuns: 150, seed: 1 }) as LoggedEvent[][]) {
      const items = itemsByCore(floorByCore([events]).facts, events, { ...OUR_COHORTS, roles: { t1: 'presales' } });
      for (const { name, n } of items.flatMap(countsOf)) if (n !== 0n) seen.add(name.replace(/:.*/, ''));
    }
  }
  expect([...seen].sort()).toEqual(
    [
      ...['resolved', 'repeated', 'botEpisodes', 'botContained', 'inquiries', 'buyers', 'botInquiries', 'botBuyers', 'units', 'unitBuyers'],
      ...['paidOrders', 'refundedOrders', 'handledRefunds', 'savedRefunds', 'openRefunds', 'sales', 'payers'],
    ].sort(),
  );
});
