import { type Kysely, sql } from 'kysely';

/**
 * The archive: every logged event, in partitions by the UTC day of its time, which the ledger makes when they are needed. The key is the true
 * order (`rank` is that of the type), so an export reads along it; it holds the identity, so a repeat of the same time is no second row. Texts
 * compare by their bytes, as true order wants it and cheaper than by a language.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table archive (
      floor text collate "C" not null, at bigint not null, rank smallint not null, source text collate "C" not null,
      id text collate "C" not null, received bigint not null, type text collate "C" not null, subject text collate "C" not null,
      data text not null,
      primary key (floor, at, rank, source, id)
    ) partition by range (at)`.execute(db);
  await sql`create index archive_subject on archive (floor, subject, at)`.execute(db);
  await sql`create table archive_positions (partition int primary key, log_id text not null)`.execute(db);
}
