import type { DefinedMetric } from '@watchfloor/contracts/definitions';
import type { Explanation } from '@watchfloor/contracts/explanation';
import { type MeasureName, measuresBehind } from '@watchfloor/core/explain/measures-behind';
import { figuresOf } from '@watchfloor/core/measure/figures-of';
import type { Range } from '@watchfloor/core/measure/measures-of';
import { type OpenNow, openMeasures } from '@watchfloor/core/measure/open-measures';
import type { History, HistoryTransaction } from '@watchfloor/history/connect';
import { readCustomerNames } from '@watchfloor/history/customer-names';
import { readNames } from '@watchfloor/history/subject-names';
import { readSubjectTally } from '@watchfloor/history/subject-tally';
import { collectPage, type Page } from './collect-page.ts';
import { cursorOf, type ExplainPlace } from './explain-cursor.ts';
import { formulaOf } from './formula-of.ts';
import { ignoredBehind } from './ignored-behind.ts';
import { numberAt } from './number-at.ts';
import { showPage } from './show-page.ts';
import { stepsBehind } from './steps-behind.ts';
import type { SubjectAsked } from './subject-asked.ts';

export type WindowAsked = {
  /** `tenant/floor`. */
  floorKey: string;
  path: string;
  metric: DefinedMetric;
  subject: SubjectAsked;
  range: Range;
  open: OpenNow | null;
  after: ExplainPlace | null;
  limit: number;
  /** The row of `GET /metrics`: some figures are only made for all subjects at once. */
  readRow: () => Promise<object | null>;
};

/** What differs by the kind of figure; `known`: anything happened to the subject in the range. */
export type Told = Pick<Explanation, 'value' | 'formula' | 'restated' | 'items' | 'leftOut' | 'nextCursor'> & { known: boolean };

/** What is behind a figure of a range: the figure as `GET /metrics` gives it, and the facts that it counts, from one snapshot of the database. */
export async function explainWindow(db: History, asked: WindowAsked): Promise<Told> {
  const { path, metric, subject, range, open, readRow } = asked;
  const names = measuresBehind(path, metric.key) ?? [];
  const { known, tally, handled, restated, page, shown } = await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const figures = await readSubjectTally(trx, {
        floor: asked.floorKey,
        range,
        subject: subject.key,
        open: (span) => (open ? openMeasures(open, span) : []),
      });
      const found = await readPage(trx, asked, names);
      return { ...figures, page: found, shown: await show(trx, asked, found) };
    });
  const counted = figuresOf(tally, { exactMax: true, handled });
  const row = numberAt(counted, path) === undefined ? ((await readRow()) ?? {}) : counted;
  return {
    known,
    value: numberAt(row, path) ?? null,
    formula: formulaOf(metric, row, tally),
    restated,
    ...shown,
    nextCursor: page.next && cursorOf(page.next),
  };
}

async function readPage(trx: HistoryTransaction, asked: WindowAsked, names: readonly MeasureName[]): Promise<Page> {
  const { floorKey: floor, subject, range, open, after, limit } = asked;
  const question = { subject: subject.key, names, range };
  const page = await collectPage(stepsBehind(trx, { floor, asked: question, open, after, limit }), limit);
  if (after === null) page.leftOut.push(...(await ignoredBehind(trx, { floor, subject, range, names, limit })));
  return page;
}

/** Reads what people are called whom a page names. */
async function show(trx: HistoryTransaction, { floorKey: floor, range }: WindowAsked, { items, leftOut }: Page) {
  const things = [...items, ...leftOut];
  const nameless = things.flatMap(({ customer, conversationId }) => (customer === null && conversationId !== null ? [conversationId] : []));
  const last = things.reduce((latest, { at }) => Math.max(latest, at), range.to);
  const customers = await readCustomerNames(trx, { floor, ids: [...new Set(nameless)], from: range.from, to: last });
  const agents = things.length > 0 ? await readNames(trx, floor, 'agent') : new Map<string, string>();
  return showPage({ items, leftOut }, { agents, customers });
}
