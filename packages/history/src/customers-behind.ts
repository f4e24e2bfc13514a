import type { Fact, FactOf } from '@watchfloor/contracts/fact';
import { idOfSubject, type SubjectKey } from '@watchfloor/core/window/subject';
import { type RawBuilder, sql } from 'kysely';
import type { HistoryTransaction } from './connect.ts';
import type { Span } from './cover-range.ts';

/** Where a customer stands among those who got a reply: by the last of them, then by who he is. */
export type CustomerPlace = { at: number; key: string };
/** A customer with a human reply in the range: the last of them, and how many they were. */
export type CustomerBehind = { place: CustomerPlace; last: FactOf<'customer.answered'>; replies: number };
type Asked = { floor: string; range: Span; subject: SubjectKey; after: CustomerPlace | null; limit: number };

/** What `handled` counts: the distinct customers to whom humans replied in a range, who was answered last first. */
export async function readCustomersBehind(trx: HistoryTransaction, asked: Asked): Promise<CustomerBehind[]> {
  const { floor, range, subject, after, limit } = asked;
  const { rows: customers } = await sql<{ key: string; at: number; replies: number }>`
    select coalesce(customer_id, '') as key, max(at) as at, count(*)::int as replies from facts
    where floor = ${floor} and at >= ${sql.lit(range.from)} and at < ${sql.lit(range.to)} and type = 'customer.answered' and ${countsFor(subject)}
    group by customer_id
    having ${after ? sql`(max(at), coalesce(customer_id, '')) < (${after.at}::bigint, ${after.key})` : sql`true`}
    order by max(at) desc, coalesce(customer_id, '') desc limit ${limit}`.execute(trx);
  const [newest, oldest] = [customers[0]?.at, customers.at(-1)?.at];
  if (newest === undefined || oldest === undefined) return [];
  const { rows: replies } = await sql<{ key: string; at: number; body: string }>`
    select coalesce(customer_id, '') as key, at, body from facts
    where floor = ${floor} and at >= ${sql.lit(oldest)} and at <= ${sql.lit(newest)} and at = any(${customers.map(({ at }) => at)}::bigint[])
      and type = 'customer.answered' and ${countsFor(subject)}`.execute(trx);
  const bodies = new Map(replies.map(({ key, at, body }) => [`${at} ${key}`, body]));
  return customers.flatMap(({ key, at, replies: count }) => {
    const last = JSON.parse(bodies.get(`${at} ${key}`) ?? 'null') as Fact | null;
    return last?.type === 'customer.answered' ? [{ place: { at, key }, last, replies: count }] : [];
  });
}

const CUT_FIELDS: Readonly<Record<string, string>> = { t: 'teamId', s: 'shopId', c: 'channel' };

/** Does a reply count for a subject, as `subjectsOf` says? */
function countsFor(subject: SubjectKey): RawBuilder<unknown> {
  const id = idOfSubject(subject);
  if (subject.startsWith('f:')) return sql`true`;
  if (subject.startsWith('a:')) return sql`agent_id = ${id}`;
  return sql`body::json #>> ${['cut', CUT_FIELDS[subject.charAt(0)] ?? '']} = ${id}`;
}
