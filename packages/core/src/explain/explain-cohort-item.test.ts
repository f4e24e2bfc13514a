import { definedPaths, definitionOf } from '@watchfloor/contracts/definitions';
import { cohortDefinitions } from '@watchfloor/contracts/definitions/cohort';
import { expect, test } from 'vitest';
import type { CohortItem } from '../cohort/cohort-item.ts';
import { explainCohortItem } from './explain-cohort-item.ts';

const cut = { agentId: 'A', teamId: null, shopId: null, channel: null };
const base = { id: 'x', at: 0, lastsMs: 1_000, cut };
const sale = { orderId: 'o', at: 1, amount: '12.5', currency: 'CNY', items: null };
const bought: CohortItem = { ...base, kind: 'inquiry', conversationId: 'c', episodes: ['x'], answered: true, sales: [sale] };
const items: CohortItem[] = [
  bought,
  { ...base, kind: 'inquiry', conversationId: 'c', episodes: ['x'], answered: false, sales: [] },
  { ...base, kind: 'resolution', conversationId: 'c', repeatedBy: null },
  { ...base, kind: 'bot', conversationId: 'c', contained: false },
  { ...base, kind: 'order', refundedAt: null },
  { ...base, kind: 'refund', orderId: 'o', outcome: null },
];
const explain = (item: CohortItem, path: string, asOf = 500) => explainCohortItem(item, { path, key: definitionOf(path)?.key ?? '', asOf });

test('says what an item counts as, or why it does not', () => {
  expect(explain(bought, 'sales')).toEqual({
    counted: [
      { as: 'sales:CNY', n: 125_000 },
      { as: 'payers:CNY', n: 1 },
    ],
  });
  expect(explain(bought, 'unitsPerBuyer')).toEqual({ leftOut: 'noItems' });
  expect(explain(bought, 'botConversion.rate')).toEqual({ leftOut: 'byHuman' });
  expect(explain(bought, 'fcr.rate')).toBeNull();
  expect(explain(bought, 'immatureInquiries')).toEqual({ counted: [{ as: 'inquiries', n: 1 }] });
  expect(explain(bought, 'immatureInquiries', 1_000)).toBeNull();
});

test('every number of cohorts has something behind it', () => {
  const paths = definedPaths().filter((path) => Object.hasOwn(cohortDefinitions, definitionOf(path)?.key ?? ''));
  const told = paths.filter((path) => items.some((item) => explain(item, path) !== null));
  expect(paths.filter((path) => !told.includes(path))).toEqual(['cohorts.asOf', 'cohorts.provisional']);
});
