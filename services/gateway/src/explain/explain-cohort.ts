import type { CohortItem } from '@watchfloor/core/cohort/cohort-item';
import { displayName } from '@watchfloor/core/conversation/state';
import { explainCohortItem } from '@watchfloor/core/explain/explain-cohort-item';
import type { LeftOutThing } from '@watchfloor/core/explain/explain-fact';
import type { LiveItem } from '@watchfloor/core/explain/explain-live';
import type { Thing } from '@watchfloor/core/explain/thing-of';
import { readCohortItems } from '@watchfloor/history/cohort-items-behind';
import type { History, HistoryTransaction } from '@watchfloor/history/connect';
import { readNames } from '@watchfloor/history/subject-names';
import { cursorOf, type ExplainPlace } from './explain-cursor.ts';
import type { Told, WindowAsked } from './explain-window.ts';
import { formulaOf } from './formula-of.ts';
import { numberAt } from './number-at.ts';
import { showPage } from './show-page.ts';

type CohortAsked = Omit<WindowAsked, 'open'>;
type Page = { items: LiveItem[]; leftOut: LeftOutThing[]; next: ExplainPlace | null };

/** So long a page is looked for. */
const PATIENCE_MS = 1_500;

/** What is behind a figure of cohorts: the figure as `GET /metrics` gives it, and the inquiries, episodes, orders or requests that it counts. */
export async function explainCohort(db: History, asked: CohortAsked): Promise<Told> {
  const { path, metric, readRow } = asked;
  const row = await readRow();
  const asOf = Date.parse(String(numberAt(row ?? {}, 'cohorts.asOf')));
  const { page, agents } = await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => ({
      page: await readPage(trx, asked, Number.isNaN(asOf) ? 0 : asOf),
      agents: await readNames(trx, asked.floorKey, 'agent'),
    }));
  const restated = numberAt(row ?? {}, 'restated');
  return {
    known: row !== null,
    value: numberAt(row ?? {}, path) ?? null,
    formula: formulaOf(metric, row ?? {}, null),
    restated: typeof restated === 'number' ? restated : 0,
    ...showPage(page, { agents, customers: new Map() }),
    nextCursor: page.next && cursorOf(page.next),
  };
}

async function readPage(trx: HistoryTransaction, asked: CohortAsked, asOf: number): Promise<Page> {
  const { floorKey: floor, path, metric, subject, range, after, limit } = asked;
  const page: Page = { items: [], leftOut: [], next: null };
  const until = performance.now() + PATIENCE_MS;
  for await (const { place, customer, item, endOfPage } of readCohortItems(trx, { floor, range, subject: subject.key, after })) {
    const word = item && explainCohortItem(item, { path, key: metric.key, asOf });
    if (item && word) {
      const isFull = 'counted' in word ? page.items.length === limit : page.leftOut.length === limit;
      if (isFull) return page;
      const thing = thingOf(item, customer);
      if ('counted' in word) page.items.push({ ...thing, counted: word.counted.map((count) => ({ ...count, at: item.at })) });
      else page.leftOut.push({ ...thing, reason: word.leftOut, detail: null });
    }
    page.next = { part: 'inside', ...place };
    if (endOfPage && performance.now() > until) return page;
  }
  return { ...page, next: null };
}

const KINDS = {
  resolution: 'episode',
  bot: 'episode',
  inquiry: 'inquiry',
  order: 'order',
  refund: 'refund',
} as const satisfies Record<CohortItem['kind'], Thing['kind']>;

const thingOf = (item: CohortItem, customer: string): Thing => ({
  kind: KINDS[item.kind],
  id: item.kind === 'refund' ? item.orderId : item.id,
  at: item.at,
  since: null,
  ms: null,
  conversationId: 'conversationId' in item ? item.conversationId : null,
  customer: displayName(undefined, customer),
  cut: item.cut,
  score: null,
  times: null,
});
