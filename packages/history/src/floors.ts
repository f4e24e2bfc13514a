import { FloorEntry } from '@watchfloor/contracts/floor';
import { addVersion } from './add-version.ts';
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

/** What a floor was at `at` (epoch ms), by its versions: the first one for everything before it. */
export async function findFloorAt(db: History, { tenant, id, at }: { tenant: string; id: string; at: number }): Promise<FloorEntry | null> {
  const versions = db
    .selectFrom('setting_versions')
    .select(['tenant', 'id', 'body as settings', 'version'])
    .where('tenant', '=', tenant)
    .where('floor', '=', id)
    .where('kind', '=', 'floor');
  const row =
    (await versions.where('valid_from', '<=', at).orderBy('version', 'desc').limit(1).executeTakeFirst()) ??
    (await versions.orderBy('version').limit(1).executeTakeFirst());
  return row ? entryOf(row) : null;
}

/** Who writes, and when (epoch ms); `author` is a user's id, null: nobody. */
type Act = { author: string | null; now: number };

/**
 * Puts a floor in unless it is there. `tell`: into the outbox too; false when it came from the log.
 * @returns what the outbox holds for it, null when it is not told; undefined when there was such a floor already
 */
export async function insertFloor(db: History, floor: FloorEntry, act: Act & { tell: boolean }): Promise<number | null | undefined> {
  return db.transaction().execute(async (trx) => {
    const { tenant, id, version } = floor;
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('floors')
      .values({ tenant, id, settings: settingsOf(floor), version, created_at: act.now, updated_at: act.now })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (!numInsertedOrUpdatedRows) return undefined;
    return addVersion(trx, { tenant, floor: id, kind: 'floor', id, ...act, before: null, body: floor });
  });
}

/**
 * Writes what `change` makes of a floor as its next version and puts it into the outbox; nothing, when nothing changed. What `change` throws ends
 * it. Changes of one floor follow one another.
 * @returns null when there is no such floor
 */
export async function updateFloor(
  db: History,
  { tenant, id, ...act }: { tenant: string; id: string } & Act,
  change: (floor: FloorEntry) => FloorEntry,
): Promise<{ floor: FloorEntry; outboxId: number | null } | null> {
  return db.transaction().execute(async (trx) => {
    const mine = trx.selectFrom('floors').select(columns).where('tenant', '=', tenant).where('id', '=', id);
    const row = await mine.forUpdate().executeTakeFirst();
    if (!row) return null;
    const floor = entryOf(row);
    const changed = change(floor);
    if (settingsOf(changed) === settingsOf(floor)) return { floor, outboxId: null };
    const next = { ...changed, version: floor.version + 1 };
    await trx
      .updateTable('floors')
      .set({ settings: settingsOf(next), version: next.version, updated_at: act.now })
      .where('tenant', '=', tenant)
      .where('id', '=', id)
      .execute();
    return { floor: next, outboxId: await addVersion(trx, { tenant, floor: id, kind: 'floor', id, ...act, before: null, body: next }) };
  });
}

/** Every floor of every tenant. */
export async function listAllFloors(db: History): Promise<FloorEntry[]> {
  return (await db.selectFrom('floors').select(columns).orderBy('tenant').orderBy('id').execute()).map(entryOf);
}
