import { type Kysely, sql } from 'kysely';

/**
 * Facts as they were told, in partitions by the UTC day of their instant, which the ledger makes when they are needed, and the figures that
 * were rolled up from them. The tables of single kinds of facts go, and the figures of before with them: their rows do not say who held a round,
 * without which there are no reply rates.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ['rounds', 'replies', 'episodes', 'episode_assignments', 'first_responses', 'episode_ends', 'holds'])
    await sql`drop table ${sql.table(table)}`.execute(db);
  await sql`
    create table facts (
      floor text collate "C" not null, at bigint not null, key text collate "C" not null, type text collate "C" not null,
      agent_id text collate "C", conversation_id text collate "C", customer_id text collate "C",
      restated boolean not null default false, body text not null,
      primary key (floor, at, key)
    ) partition by range (at)`.execute(db);
  await sql`create index facts_conversation on facts (floor, conversation_id) where conversation_id is not null`.execute(db);
  // A fact that counts in hours before that of its own instant stands here once more, under every UTC day in which it does.
  await sql`
    create table early_facts (
      floor text collate "C" not null, day bigint not null, at bigint not null, key text collate "C" not null, first_at bigint not null,
      body text not null,
      primary key (floor, day, at, key)
    )`.execute(db);
  // `version` grows with every change; rolled up when `rolled` has caught up with it. `todo`: neither a day nor a month has it yet.
  await sql`
    create table fact_hours (
      floor text collate "C" not null, hour bigint not null, version bigint not null default 1, rolled bigint not null default 0,
      todo boolean not null default true,
      primary key (floor, hour)
    ) with (fillfactor = 70)`.execute(db);
  await sql`create index fact_hours_todo on fact_hours (floor, hour) where todo`.execute(db);
  await sql`
    create table rollups (
      floor text collate "C" not null, tier text collate "C" not null, start bigint not null, subject text collate "C" not null,
      handled int not null, tally text not null, customers text not null,
      primary key (floor, tier, start, subject)
    )`.execute(db);
  await sql`
    create table rollup_spans (
      floor text collate "C" not null, tier text collate "C" not null, start bigint not null, until bigint not null,
      todo boolean not null default true,
      primary key (floor, start, tier)
    )`.execute(db);
  await sql`create table rollup_days (floor text collate "C" primary key, zone text not null, day_start text not null)`.execute(db);
}
