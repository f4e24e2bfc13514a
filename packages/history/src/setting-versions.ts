import type { SettingKind } from '@watchfloor/contracts/setting';
import { putInOutbox, settingEvent } from './add-version.ts';
import type { History } from './connect.ts';

/** One version of a setting with the e-mail address of who set it. Instants are epoch ms; `settings` null: removed. */
export type StoredVersion = {
  kind: SettingKind;
  id: string;
  version: number;
  validFrom: number;
  author: string | null;
  settings: Record<string, unknown> | null;
};

/** What was set on a floor, the last first. `cursor` is the `nextCursor` of the page before. */
export async function listVersions(
  db: History,
  page: {
    tenant: string;
    floor: string;
    kind?: SettingKind | undefined;
    id?: string | undefined;
    limit: number;
    cursor?: number | undefined;
  },
): Promise<{ items: StoredVersion[]; nextCursor: number | null }> {
  const rows = await db
    .selectFrom('setting_versions as version')
    .leftJoin('users', 'users.id', 'version.author')
    .select(['version.seq', 'version.kind', 'version.id', 'version.version', 'version.valid_from as validFrom'])
    .select(['users.email as author', 'version.body as settings'])
    .where('version.tenant', '=', page.tenant)
    .where('version.floor', '=', page.floor)
    .$if(page.kind !== undefined, (query) => query.where('version.kind', '=', page.kind ?? 'floor'))
    .$if(page.id !== undefined, (query) => query.where('version.id', '=', page.id ?? ''))
    .$if(page.cursor !== undefined, (query) => query.where('version.seq', '<', page.cursor ?? 0))
    .orderBy('version.seq', 'desc')
    .limit(page.limit + 1)
    .execute();
  const items = rows.slice(0, page.limit).map(({ seq: _, ...version }) => version);
  return { items, nextCursor: rows.length > page.limit ? (rows[page.limit - 1]?.seq ?? null) : null };
}

/** Puts everything that is set on a floor into the outbox once more, for a log that has lost it. Those who have it leave it alone. */
export async function tellFloorAgain(db: History, { tenant, id: floor }: { tenant: string; id: string }): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const last = await trx
      .selectFrom('setting_versions')
      .distinctOn(['kind', 'id'])
      .select(['kind', 'id', 'version', 'valid_from as validFrom', 'body'])
      .where('tenant', '=', tenant)
      .where('floor', '=', floor)
      .orderBy('kind')
      .orderBy('id')
      .orderBy('version', 'desc')
      .execute();
    for (const { body, ...place } of last) {
      if (body === null) continue;
      const told = { ...body, id: place.id, version: place.version, ...(place.kind === 'floor' ? { tenant } : {}) };
      await putInOutbox(trx, settingEvent({ ...place, tenant, floor, before: null, body: told }));
    }
  });
}
