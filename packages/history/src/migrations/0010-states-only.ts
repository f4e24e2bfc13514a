import { type Kysely, sql } from 'kysely';

/** `states_only`: of an agent whose accounts were mapped late the keeper knows all but since when he has been in his state; his conversations are its own. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table restated_subjects add column states_only boolean not null default false`.execute(db);
}
