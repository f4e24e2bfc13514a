import { FloorEntry } from '@watchfloor/contracts/floor';
import type { History } from './connect.ts';

const columns = ['tenant', 'id', 'settings', 'version'] as const;

/** Settings written before a setting existed get its default. */
function entryOf(row: { tenant: string; id: string; settings: unknown; version: number }): FloorEntry {
  const settings = typeof row.settings === 'object' ? row.settings : {};
  return FloorEntry.parse({ ...settings, tenant: row.tenant, id: row.id, version: row.version });
}

function settingsOf({ tenant: _tenant, id: _id, version: _version, ...settings }: FloorEntry): string {
  return JSON.stringify(settings);
}

/** A tenant's floors by id; `cursor` is the `nextCursor` of the page before. */
export async function listFloors(
  db: History,
  page: { tenant: string; limit: number; cursor?: string | null },
): Promise<{ items: FloorEntry[]; nextCursor: string | null }> {
  const cursor = page.cursor ?? null;
  const rows = await db
    .selectFrom('floors')
    .select(columns)
    .where('tenant', '=', page.tenant)
    .$if(cursor !== null, (query) => query.where('id', '>', cursor))
    .orderBy('id')
    .limit(page.limit + 1)
    .execute();
  const items = rows.slice(0, page.limit).map(entryOf);
  return { items, nextCursor: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}

export async function findFloor(db: History, tenant: string, id: string): Promise<FloorEntry | null> {
  const row = await db.selectFrom('floors').select(columns).where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst();
  return row ? entryOf(row) : null;
}

/** Puts a floor in unless it is there; true when it was put in. `at`: epoch milliseconds. */
export async function insertFloor(db: History, floor: FloorEntry, at: number): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('floors')
    .values({ tenant: floor.tenant, id: floor.id, settings: settingsOf(floor), version: floor.version, created_at: at, updated_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Writes changed settings as the version after `floor.version`, the one they were made from; null when that is not the current one. */
export async function updateFloor(db: History, floor: FloorEntry, at: number): Promise<FloorEntry | null> {
  const row = await db
    .updateTable('floors')
    .set((eb) => ({ settings: settingsOf(floor), version: eb('version', '+', 1), updated_at: at }))
    .where('tenant', '=', floor.tenant)
    .where('id', '=', floor.id)
    .where('version', '=', floor.version)
    .returning(columns)
    .executeTakeFirst();
  return row ? entryOf(row) : null;
}

/** Every floor of every tenant. */
export async function listAllFloors(db: History): Promise<FloorEntry[]> {
  return (await db.selectFrom('floors').select(columns).orderBy('tenant').orderBy('id').execute()).map(entryOf);
}
