import type { OrderEvent } from '@watchfloor/core/cohort/order';
import { sql } from 'kysely';
import type { HistoryTransaction } from './connect.ts';
import type { OrderEventRow } from './schema.ts';

/** Keeps what happened to orders. One that is known by its source and id stays as it came first. */
export async function keepOrderEvents(trx: HistoryTransaction, rows: readonly OrderEventRow[]): Promise<void> {
  if (rows.length === 0) return;
  const texts = (name: keyof OrderEventRow) => sql`${rows.map((row) => row[name])}::text[]`;
  await sql`
    insert into order_events (floor, source, id, at, type, order_id, customer_id, amount, currency, items, kind)
    select * from unnest(
      ${texts('floor')}, ${texts('source')}, ${texts('id')}, ${rows.map(({ at }) => at)}::bigint[], ${texts('type')}, ${texts('order_id')},
      ${texts('customer_id')}, ${texts('amount')}::numeric[], ${texts('currency')}, ${rows.map(({ items }) => items)}::int[], ${texts('kind')}
    ) on conflict do nothing`.execute(trx);
}

/** Everything that happened to the orders of some customers, by customer. */
export async function readOrderEvents(
  trx: HistoryTransaction,
  { floor, customers }: { floor: string; customers: readonly string[] },
): Promise<Map<string, OrderEvent[]>> {
  const { rows } = await sql<OrderEventRow>`
    select * from order_events where floor = ${floor} and customer_id = any(${customers}::text[])`.execute(trx);
  const events = rows.map(({ customer_id: customerId, order_id: orderId, floor: _, ...event }) => ({ ...event, customerId, orderId }));
  return Map.groupBy(events, ({ customerId }) => customerId);
}
