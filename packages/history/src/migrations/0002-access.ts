import { type Kysely, sql } from 'kysely';

/** The gateway's tables: who may come in, and what is set up. Digests are SHA-256. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table users (
      id uuid primary key default gen_random_uuid(), tenant text not null, email text not null unique check (email = lower(email)),
      password_hash text not null, role text not null, created_at bigint not null
    )`.execute(db);
  await sql`
    create table sessions (
      digest bytea primary key, user_id uuid not null references users on delete cascade, created_at bigint not null, expires_at bigint not null
    )`.execute(db);
  await sql`create index sessions_user on sessions (user_id)`.execute(db);
  await sql`create index sessions_expiry on sessions (expires_at)`.execute(db);
  await sql`
    create table api_tokens (
      id uuid primary key default gen_random_uuid(), digest bytea not null unique, prefix text not null, name text not null,
      user_id uuid not null references users on delete cascade, created_at bigint not null, revoked_at bigint
    )`.execute(db);
  await sql`create index api_tokens_user on api_tokens (user_id)`.execute(db);
  await sql`
    create table floors (
      tenant text collate "C" not null, id text collate "C" not null, settings jsonb not null, version int not null,
      created_at bigint not null, updated_at bigint not null, primary key (tenant, id)
    )`.execute(db);
  await sql`
    create table ingest_keys (
      id uuid primary key default gen_random_uuid(), digest text not null unique check (digest ~ '^[0-9a-f]{64}$'), prefix text not null,
      name text not null, tenant text not null, floors text[], create_floors boolean not null, created_at bigint not null, revoked_at bigint
    )`.execute(db);
  await sql`create index ingest_keys_tenant on ingest_keys (tenant, created_at)`.execute(db);
  await sql`
    create table channels (
      id uuid primary key default gen_random_uuid(), tenant text not null, kind text not null, name text not null, url text not null,
      floors text[], secret text not null, enabled boolean not null, created_at bigint not null
    )`.execute(db);
  await sql`create index channels_tenant on channels (tenant, created_at)`.execute(db);
}
