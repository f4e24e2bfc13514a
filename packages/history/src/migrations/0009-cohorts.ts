import { type Kysely, sql } from 'kysely';

/** Cohort figures. All of it can be made again from facts and orders. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Customers of whom something has changed: written with the change, never waited for, and gone when they have been counted anew.
  await sql`
    create table cohort_marks (
      id bigint generated always as identity primary key, floor text collate "C" not null, customer text collate "C" not null,
      conversation text collate "C", day bigint
    )`.execute(db);
  // Where the facts of a customer are: in which conversations, under which UTC days. Without it every partition of facts would be searched.
  await sql`
    create table cohort_talks (
      floor text collate "C" not null, customer text collate "C" not null, conversation text collate "C" not null, day bigint not null,
      primary key (floor, customer, conversation, day)
    )`.execute(db);
  // `key` is the digest of what the item is and its id.
  await sql`
    create table cohort_items (
      floor text collate "C" not null, customer text collate "C" not null, key text collate "C" not null, at bigint not null, body text not null,
      primary key (floor, customer, key)
    )`.execute(db);
  await sql`create index cohort_items_floor_at on cohort_items (floor, at)`.execute(db);
  // What items add up to, by UTC hour. `kind` is how the subject begins; so long (`lasts`) after its instant an item may still change.
  await sql`
    create table cohort_hours (
      floor text collate "C" not null, kind text collate "C" not null, hour bigint not null, subject text collate "C" not null,
      name text collate "C" not null, lasts bigint not null, n numeric not null,
      primary key (floor, kind, hour, subject, name, lasts)
    )`.execute(db);
  // Up to when a floor is counted: the greatest event time that was in, and the wall clock.
  await sql`create table cohort_progress (floor text collate "C" primary key, through bigint not null, at bigint not null)`.execute(db);
}
