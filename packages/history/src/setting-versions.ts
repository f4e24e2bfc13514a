import { FloorEntry } from '@watchfloor/contracts/floor';
import type { SettingKind } from '@watchfloor/contracts/setting';
import { settingEvent } from './add-version.ts';
import type { History } from './connect.ts';

/** Rows of one statement. */
const AT_ONCE = 1_000;

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

/** The last version of a thing; `before` is what it was at last, when it is removed now. */
export type LastVersion = {
  kind: SettingKind;
  id: string;
  version: number;
  validFrom: number;
  body: Record<string, unknown> | null;
  before: Record<string, unknown> | null;
};

/** The last version of everything that is, or was, set on a floor. */
export async function listLastVersions(db: History, { tenant, floor }: { tenant: string; floor: string }): Promise<LastVersion[]> {
  const rows = await db
    .selectFrom('setting_versions')
    .select(['kind', 'id', 'version', 'valid_from as validFrom', 'body'])
    .where('tenant', '=', tenant)
    .where('floor', '=', floor)
    .orderBy('version')
    .execute();
  const last = new Map<string, LastVersion>();
  for (const row of rows) {
    const name = `${row.kind} ${row.id}`;
    last.set(name, { ...row, before: row.body ?? last.get(name)?.before ?? null });
  }
  return [...last.values()];
}

/** Puts versions of a floor's settings into the outbox once more, for a log that has lost them. */
export async function tellAgain(db: History, { tenant, floor }: { tenant: string; floor: string }, versions: LastVersion[]): Promise<void> {
  if (versions.length === 0) return;
  const events = versions.map(({ body, ...version }) => {
    const thing = body && { ...body, id: version.id, version: version.version };
    // Settings of floors written before a setting existed get its default.
    const told = thing && version.kind === 'floor' ? FloorEntry.parse({ ...thing, tenant }) : thing;
    return { event: JSON.stringify(settingEvent({ ...version, tenant, floor, body: told })) };
  });
  await db.transaction().execute(async (trx) => {
    for (let from = 0; from < events.length; from += AT_ONCE)
      await trx
        .insertInto('settings_outbox')
        .values(events.slice(from, from + AT_ONCE))
        .execute();
  });
}
