import { type Kysely, sql } from 'kysely';

const cut = sql`agent_id text, team_id text, shop_id text, channel text`;

/**
 * The ledger's tables. A key says which fact a row is, so that the fact can be told again or taken back. One that holds `at` right after the
 * floor serves ranges of time too; the others get an index for that.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table ledger_positions (partition int primary key, fact_id text not null, committed_through bigint not null)`.execute(
    db,
  );
  await sql`create table floor_through (floor text primary key, through bigint not null)`.execute(db);
  await sql`create table agents (floor text not null, id text not null, name text not null, team_id text, primary key (floor, id))`.execute(
    db,
  );
  await sql`
    create table rounds (
      floor text not null, at bigint not null, round_id text not null, conversation_id text not null, opened_at bigint not null,
      outcome text not null, replied_by text, customer_wait_ms bigint not null, agent_wait_ms bigint, ${cut},
      primary key (floor, round_id)
    )`.execute(db);
  await sql`create index rounds_floor_at on rounds (floor, at)`.execute(db);
  await sql`
    create table replies (
      floor text not null, at bigint not null, reply_id text not null, episode_id text not null, customer_id text not null,
      replied_by text not null, ${cut},
      primary key (floor, at, reply_id)
    )`.execute(db);
  await sql`
    create table episodes (
      floor text not null, at bigint not null, episode_id text not null, conversation_id text not null, customer_id text not null,
      intent text, topic text, started_by text not null, ${cut},
      primary key (floor, episode_id)
    )`.execute(db);
  await sql`create index episodes_floor_at on episodes (floor, at)`.execute(db);
  await sql`
    create table episode_assignments (
      floor text not null, at bigint not null, hold_id text not null, episode_id text not null, customer_id text not null, ${cut},
      primary key (floor, at, hold_id)
    )`.execute(db);
  await sql`create index episode_assignments_floor_episode on episode_assignments (floor, episode_id, at)`.execute(db);
  await sql`
    create table first_responses (
      floor text not null, at bigint not null, episode_id text not null, wait_ms bigint not null, agent_wait_ms bigint, ${cut},
      primary key (floor, episode_id)
    )`.execute(db);
  await sql`create index first_responses_floor_at on first_responses (floor, at)`.execute(db);
  await sql`
    create table episode_ends (
      floor text not null, at bigint not null, episode_id text not null, conversation_id text not null, reason text, abandoned text,
      wanted_human boolean not null, wait_ms bigint not null, ${cut},
      primary key (floor, episode_id)
    )`.execute(db);
  await sql`create index episode_ends_floor_at on episode_ends (floor, at)`.execute(db);
  await sql`
    create table holds (
      floor text not null, at bigint not null, hold_id text not null, episode_id text not null, from_at bigint not null,
      handle_ms bigint not null, ${cut},
      primary key (floor, at, hold_id)
    )`.execute(db);
}
