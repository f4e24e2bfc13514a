import { type Kysely, sql } from 'kysely';

/** Events that changed nothing. The key serves a range of a floor, newest first; `noted_at` is what the sweep goes by. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table ignored_events (
      floor text not null, at bigint not null, source text collate "C" not null, event_id text collate "C" not null, type text not null,
      subject text not null, reason text not null, noted_at bigint not null,
      primary key (floor, at, source, event_id)
    )`.execute(db);
  await sql`create index ignored_events_noted on ignored_events (noted_at)`.execute(db);
}
