import { type Kysely, sql } from 'kysely';

/**
 * Versions of everything that is set (rows are added, never changed), what of it still has to reach the log, and answers given to writes that
 * carried an idempotency key. A floor's present settings stay in `floors` besides.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table setting_versions (
      seq bigint generated always as identity, tenant text collate "C" not null, floor text collate "C" not null, kind text not null,
      id text collate "C" not null, version int not null, valid_from bigint not null, body jsonb, author uuid,
      primary key (tenant, floor, kind, id, version)
    )`.execute(db);
  await sql`create index setting_versions_seq on setting_versions (tenant, floor, seq)`.execute(db);
  await sql`create index setting_versions_account on setting_versions (tenant, floor, (body->>'account')) where kind = 'account'`.execute(
    db,
  );
  await sql`create index setting_versions_person on setting_versions (tenant, floor, (body->>'personId')) where kind = 'account'`.execute(
    db,
  );
  await sql`
    insert into setting_versions (tenant, floor, kind, id, version, valid_from, body)
    select tenant, id, 'floor', id, version, updated_at, settings from floors`.execute(db);
  await sql`create table settings_outbox (id bigint generated always as identity primary key, event json not null)`.execute(db);
  await sql`
    create table idempotency_keys (
      user_id uuid not null references users on delete cascade, route text not null, key text not null, digest bytea not null,
      at bigint not null, status int, body text, primary key (user_id, route, key)
    )`.execute(db);
  await sql`create index idempotency_keys_at on idempotency_keys (at)`.execute(db);
}
