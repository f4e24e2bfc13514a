import { type Kysely, sql } from 'kysely';

/**
 * Figures that late events change. `late_events`: those that are still to be taken in. `restated_subjects`: conversations (`c:`) and agents (`a:`) whose
 * facts come from the archive from then on, and not from the keeper, who never took the late events in; `stale`: there is more of them in the log.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table ledger_positions add column log_id text not null default '0-0'`.execute(db);
  // Of what an agent did nothing is asked but his states.
  await sql`create index facts_states on facts (floor, agent_id, at) where type = 'status.ended'`.execute(db);
  await sql`
    create table late_events (
      floor text collate "C" not null, at bigint not null, source text collate "C" not null, event_id text collate "C" not null,
      type text collate "C" not null, subject text collate "C" not null, partition int not null, noted_at bigint not null,
      primary key (floor, at, source, event_id)
    )`.execute(db);
  await sql`
    create table restated_subjects (
      floor text collate "C" not null, subject text collate "C" not null, partition int not null, stale boolean not null, live text,
      changed_at bigint not null, late_from bigint, late_through bigint,
      primary key (floor, subject)
    )`.execute(db);
  await sql`create index restated_subjects_stale on restated_subjects (partition) where stale`.execute(db);
  await sql`
    create table restatements (
      id bigint generated always as identity primary key, floor text collate "C" not null, noted_at bigint not null,
      subject text collate "C" not null, outcome text not null, events text not null, changes text not null
    )`.execute(db);
  await sql`create index restatements_floor on restatements (floor, id)`.execute(db);
  // Which subjects of figures a restatement changed, in which UTC hours.
  await sql`
    create table restated_figures (
      floor text collate "C" not null, hour bigint not null, subject text collate "C" not null, restatement bigint not null,
      primary key (floor, hour, subject, restatement)
    )`.execute(db);
  await sql`
    create table sealed_days (
      floor text collate "C" not null, start bigint not null, until bigint not null, sealed_at bigint not null, sealed_by text not null,
      primary key (floor, start)
    )`.execute(db);
}
