import type { History } from './connect.ts';
import { isUuid } from './uuid.ts';

/** An ingest key with what the receiver has to know of it. `digest`: SHA-256 in hex. Instants are epoch milliseconds. */
export type StoredIngestKey = {
  id: string;
  digest: string;
  prefix: string;
  name: string;
  tenant: string;
  /** null: every floor of the tenant. */
  floors: string[] | null;
  /** Unknown floors are made. */
  createFloors: boolean;
  createdAt: number;
};

const columns = ['id', 'digest', 'prefix', 'name', 'tenant', 'floors', 'create_floors as createFloors', 'created_at as createdAt'] as const;

/** Makes a key; null when one with that digest is there already, revoked or not. */
export async function createIngestKey(db: History, key: Omit<StoredIngestKey, 'id'>): Promise<StoredIngestKey | null> {
  const { createFloors, createdAt, ...same } = key;
  const made = await db
    .insertInto('ingest_keys')
    .values({ ...same, create_floors: createFloors, created_at: createdAt, revoked_at: null })
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .returning(columns)
    .executeTakeFirst();
  return made ?? null;
}

/** Keys that hold, oldest first: of one tenant, or with null of all. */
export async function listIngestKeys(db: History, tenant: string | null): Promise<StoredIngestKey[]> {
  return db
    .selectFrom('ingest_keys')
    .select(columns)
    .where('revoked_at', 'is', null)
    .$if(tenant !== null, (query) => query.where('tenant', '=', tenant))
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

/** Ends a key of this tenant; gives its digest, so that the receiver can be told, or null when there is none that still holds. */
export async function revokeIngestKey(db: History, key: { id: string; tenant: string; at: number }): Promise<string | null> {
  if (!isUuid(key.id)) return null;
  const revoked = await db
    .updateTable('ingest_keys')
    .set({ revoked_at: key.at })
    .where('id', '=', key.id)
    .where('tenant', '=', key.tenant)
    .where('revoked_at', 'is', null)
    .returning('digest')
    .executeTakeFirst();
  return revoked?.digest ?? null;
}
