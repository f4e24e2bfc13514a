import { type Kysely, sql } from 'kysely';

/** What happened to orders, out of the archive and for as long as facts are kept. Amounts are exact; the index is for the story of one customer. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table order_events (
      floor text collate "C" not null, source text collate "C" not null, id text collate "C" not null, at bigint not null, type text not null,
      order_id text collate "C" not null, customer_id text collate "C" not null, amount numeric not null, currency text not null, items int,
      kind text,
      primary key (floor, source, id)
    )`.execute(db);
  await sql`create index order_events_customer on order_events (floor, customer_id)`.execute(db);
}
