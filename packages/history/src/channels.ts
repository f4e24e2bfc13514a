import type { History } from './connect.ts';
import { isUuid } from './uuid.ts';

/** A receiver of alerts with its secret. `createdAt`: epoch milliseconds. */
export type StoredChannel = {
  id: string;
  tenant: string;
  kind: 'webhook';
  name: string;
  url: string;
  /** null: every floor of the tenant. */
  floors: string[] | null;
  secret: string;
  enabled: boolean;
  createdAt: number;
};

const columns = ['id', 'tenant', 'kind', 'name', 'url', 'floors', 'secret', 'enabled', 'created_at as createdAt'] as const;

export async function createChannel(db: History, channel: Omit<StoredChannel, 'id'>): Promise<StoredChannel> {
  const { createdAt, ...same } = channel;
  return db
    .insertInto('channels')
    .values({ ...same, created_at: createdAt })
    .returning(columns)
    .executeTakeFirstOrThrow();
}

/** Channels, oldest first: of one tenant, or with null of all. */
export async function listChannels(db: History, tenant: string | null): Promise<StoredChannel[]> {
  return db
    .selectFrom('channels')
    .select(columns)
    .$if(tenant !== null, (query) => query.where('tenant', '=', tenant))
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

export async function findChannel(db: History, tenant: string, id: string): Promise<StoredChannel | null> {
  if (!isUuid(id)) return null;
  return (await db.selectFrom('channels').select(columns).where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst()) ?? null;
}

/** Changes what is given of a tenant's channel; null when there is none. */
export async function updateChannel(
  db: History,
  channel: { tenant: string; id: string } & Partial<Pick<StoredChannel, 'name' | 'url' | 'floors' | 'enabled' | 'secret'>>,
): Promise<StoredChannel | null> {
  const { tenant, id, ...change } = channel;
  if (!isUuid(id)) return null;
  if (Object.values(change).every((value) => value === undefined)) return findChannel(db, tenant, id);
  const changed = db.updateTable('channels').set(change).where('tenant', '=', tenant).where('id', '=', id);
  return (await changed.returning(columns).executeTakeFirst()) ?? null;
}

export async function deleteChannel(db: History, tenant: string, id: string): Promise<boolean> {
  if (!isUuid(id)) return false;
  const { numDeletedRows } = await db.deleteFrom('channels').where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst();
  return numDeletedRows > 0n;
}
