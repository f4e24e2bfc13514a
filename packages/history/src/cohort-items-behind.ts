import type { CohortItem } from '@watchfloor/core/cohort/cohort-item';
import { type SubjectKey, subjectsOf } from '@watchfloor/core/window/subject';
import { sql } from 'kysely';
import type { HistoryTransaction } from './connect.ts';
import type { Span } from './cover-range.ts';

const PAGE = 500;

/** Where an item stands among those of a floor. */
export type CohortPlace = { at: number; key: string };
/** An item with its customer; null for one of another subject. */
export type CohortItemBehind = { place: CohortPlace; customer: string; item: CohortItem | null; endOfPage: boolean };

/** The items that cohort figures of a subject count in a range, the latest first, those after a place. Those of others are passed by. */
export async function* readCohortItems(
  trx: HistoryTransaction,
  { floor, range, subject, after }: { floor: string; range: Span; subject: SubjectKey; after: CohortPlace | null },
): AsyncGenerator<CohortItemBehind, void, void> {
  for (let last = after; ; ) {
    const rows = await readPage(trx, { floor, range, after: last });
    for (const [index, { at, key, customer, body }] of rows.entries()) {
      const item = JSON.parse(body) as CohortItem;
      const place = { at, key: `${key}${customer}` };
      yield { place, customer, item: subjectsOf(item.cut).includes(subject) ? item : null, endOfPage: index === rows.length - 1 };
      last = place;
    }
    if (rows.length < PAGE) return;
  }
}

type Row = { at: number; key: string; customer: string; body: string };

async function readPage(
  trx: HistoryTransaction,
  { floor, range, after }: { floor: string; range: Span; after: CohortPlace | null },
): Promise<Row[]> {
  const rest = after ? sql`at <= ${after.at} and (at, key || customer) < (${after.at}::bigint, ${after.key} collate "C")` : sql`true`;
  const { rows } = await sql<Row>`
    select at, key, customer, body from cohort_items where floor = ${floor} and at >= ${range.from} and at < ${range.to} and ${rest}
    order by at desc, key || customer desc limit ${PAGE}`.execute(trx);
  return rows;
}
