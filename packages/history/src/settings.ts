import { Account } from '@watchfloor/contracts/account';
import { Person } from '@watchfloor/contracts/person';
import type { SettingKind } from '@watchfloor/contracts/setting';
import { Team } from '@watchfloor/contracts/team';
import { sql } from 'kysely';
import { addVersion, type SettingPlace } from './add-version.ts';
import type { History, HistoryTransaction } from './connect.ts';

/** Settings beside the floor's own, each as it stands in the API. */
const schemas = { team: Team, person: Person, account: Account } as const;
export type ThingKind = keyof typeof schemas;
export type Thing<K extends ThingKind> = { team: Team; person: Person; account: Account }[K];

type Held = { id: string; version: number; body: Record<string, unknown> | null };

const thingOf = <K extends ThingKind>(kind: K, { id, version, body }: Held): Thing<K> =>
  schemas[kind].parse({ ...body, id, version }) as Thing<K>;

/** The rows that hold now, or held at an instant (epoch ms): of each thing the last version by then, those that were removed left out. */
function held(db: History, { tenant, floor, kind, at }: { tenant: string; floor: string; kind: SettingKind; at?: number | undefined }) {
  return db
    .selectFrom('setting_versions as mine')
    .select(['mine.id', 'mine.version', 'mine.body'])
    .where('mine.tenant', '=', tenant)
    .where('mine.floor', '=', floor)
    .where('mine.kind', '=', kind)
    .where('mine.body', 'is not', null)
    .$if(at !== undefined, (query) => query.where('mine.valid_from', '<=', at ?? 0))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('setting_versions as later')
            .select(sql<number>`1`.as('one'))
            .whereRef('later.tenant', '=', 'mine.tenant')
            .whereRef('later.floor', '=', 'mine.floor')
            .whereRef('later.kind', '=', 'mine.kind')
            .whereRef('later.id', '=', 'mine.id')
            .whereRef('later.version', '>', 'mine.version')
            .$if(at !== undefined, (query) => query.where('later.valid_from', '<=', at ?? 0)),
        ),
      ),
    );
}

/** A floor's teams, people or rows of the account map by id; `at` (epoch ms): as they were then. `cursor` is the `nextCursor` of the page before. */
export async function listThings<K extends ThingKind>(
  db: History,
  page: { tenant: string; floor: string; kind: K; at?: number | undefined; limit: number; cursor?: string | undefined },
): Promise<{ items: Thing<K>[]; nextCursor: string | null }> {
  const rows = await held(db, page)
    .$if(page.cursor !== undefined, (query) => query.where('mine.id', '>', page.cursor ?? ''))
    .orderBy('mine.id')
    .limit(page.limit + 1)
    .execute();
  const items = rows.slice(0, page.limit).map((row) => thingOf(page.kind, row));
  return { items, nextCursor: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}

export async function findThing<K extends ThingKind>(
  db: History,
  place: { tenant: string; floor: string; kind: K; id: string },
): Promise<Thing<K> | null> {
  const row = await held(db, place).where('mine.id', '=', place.id).executeTakeFirst();
  return row ? thingOf(place.kind, row) : null;
}

/** Rows of the account map that hold now, of an account or of a person. */
export async function listAccountsOf(
  db: History,
  of: { tenant: string; floor: string } & ({ account: string } | { personId: string }),
): Promise<Account[]> {
  const value =
    'account' in of ? sql<boolean>`mine.body->>'account' = ${of.account}` : sql<boolean>`mine.body->>'personId' = ${of.personId}`;
  const rows = await held(db, { ...of, kind: 'account' })
    .where(value)
    .execute();
  return rows.map((row) => thingOf('account', row));
}

/** What became of a write: the thing now, and what the outbox holds for it; null when nothing changed. */
export type Written<T> = { thing: T; outboxId: number | null };

/**
 * Writes the next version of a team, person or row of the account map, and its event into the outbox, in one transaction. `decide` gets what holds
 * now (null: nothing) and says what shall hold (null: nothing, removed); what it throws ends the transaction. Writes of one floor follow one another.
 * @returns null when there is no such floor
 */
export async function writeThing<K extends ThingKind>(
  db: History,
  place: { tenant: string; floor: string; kind: K; id: string; author: string; now: number },
  decide: (now: Thing<K> | null, trx: HistoryTransaction) => Promise<Omit<Thing<K>, 'version'> | null>,
): Promise<Written<Thing<K> | null> | null> {
  return db.transaction().execute(async (trx) => {
    if (!(await lockFloor(trx, place))) return null;
    const last = await lastVersion(trx, place);
    const current = last?.body ? thingOf(place.kind, last) : null;
    const decided = await decide(current, trx);
    const next = decided && (schemas[place.kind].parse({ ...decided, id: place.id, version: (last?.version ?? 0) + 1 }) as Thing<K>);
    if (isSame(current, next)) return { thing: current, outboxId: null };
    const before = current as Record<string, unknown> | null;
    return { thing: next, outboxId: await addVersion(trx, { ...place, before, body: next }) };
  });
}

const isSame = (a: object | null, b: object | null): boolean =>
  JSON.stringify({ ...a, version: 0 }) === JSON.stringify({ ...b, version: 0 }) && (a === null) === (b === null);

/** Makes the writes of a floor's settings follow one another, to the end of the transaction; false when there is no such floor. */
async function lockFloor(trx: HistoryTransaction, { tenant, floor }: { tenant: string; floor: string }): Promise<boolean> {
  const row = await trx
    .selectFrom('floors')
    .select('id')
    .where('tenant', '=', tenant)
    .where('id', '=', floor)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

async function lastVersion(trx: HistoryTransaction, { tenant, floor, kind, id }: SettingPlace): Promise<Held | undefined> {
  return trx
    .selectFrom('setting_versions')
    .select(['id', 'version', 'body'])
    .where('tenant', '=', tenant)
    .where('floor', '=', floor)
    .where('kind', '=', kind)
    .where('id', '=', id)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
}
