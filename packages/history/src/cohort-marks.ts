import { sql } from 'kysely';
import { binaryIntegers, binaryTexts } from './binary-array.ts';
import type { HistoryTransaction } from './connect.ts';
import { dayOf } from './fact-hours.ts';
import type { FactRow, OrderEventRow } from './schema.ts';

/** A customer of whom something has changed; `conversation` and its UTC `day` are null of a change of an order. */
export type CohortMark = { floor: string; customer: string; conversation: string | null; day: number | null };

/** What changed with facts that were written or taken back; those that have no customer count in no cohort. */
export const marksOfFacts = (rows: readonly FactRow[]): CohortMark[] =>
  rows.flatMap(({ floor, at, customer_id: customer, conversation_id: conversation }) =>
    customer === null ? [] : [{ floor, customer, conversation, day: dayOf(at) }],
  );

export const marksOfOrders = (rows: readonly OrderEventRow[]): CohortMark[] =>
  rows.map(({ floor, customer_id: customer }) => ({ floor, customer, conversation: null, day: null }));

/** Notes in this transaction that customers are to be counted anew. It waits for nobody: a mark is a row of its own. */
export async function markCustomers(trx: HistoryTransaction, marks: readonly CohortMark[]): Promise<void> {
  const distinct = [...new Map(marks.map((mark) => [nameOf(mark), mark])).values()];
  if (distinct.length === 0) return;
  // Arrays of ours hold no null, and no id is an empty text.
  await sql`
    insert into cohort_marks (floor, customer, conversation, day)
    select floor, customer, nullif(conversation, ''), case when conversation <> '' then day end
    from unnest(
      ${binaryTexts(distinct.map(({ floor }) => floor))}::text[], ${binaryTexts(distinct.map(({ customer }) => customer))}::text[],
      ${binaryTexts(distinct.map(({ conversation }) => conversation ?? ''))}::text[],
      ${binaryIntegers(distinct.map(({ day }) => day ?? 0))}::bigint[]
    ) as mark (floor, customer, conversation, day)`.execute(trx);
}

const nameOf = ({ floor, customer, conversation, day }: CohortMark): string =>
  `${floor}\u0000${customer}\u0000${conversation ?? ''}\u0000${day ?? ''}`;

/** The oldest marks, at most `limit`. */
export const readMarks = (trx: HistoryTransaction, limit: number): Promise<(CohortMark & { id: number })[]> =>
  trx.selectFrom('cohort_marks').selectAll().orderBy('id').limit(limit).execute();

/** Takes away marks that have been seen to; one that was made meanwhile stays. */
export async function deleteMarks(trx: HistoryTransaction, ids: readonly number[]): Promise<void> {
  await sql`delete from cohort_marks where id = any(${ids}::bigint[])`.execute(trx);
}
