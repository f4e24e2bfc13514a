import { Account } from '@watchfloor/contracts/account';
import { FloorEntry } from '@watchfloor/contracts/floor';
import { epochMs } from '@watchfloor/contracts/instant';
import { Person } from '@watchfloor/contracts/person';
import { SettingKind } from '@watchfloor/contracts/setting';
import { Team } from '@watchfloor/contracts/team';
import { type KeptSettings, noSettings, type Version } from '@watchfloor/core/floor/settings';
import { sql } from 'kysely';
import type { History } from './connect.ts';

type Row = { id: string; version: number; validFrom: number; body: Record<string, unknown> | null };

/**
 * Everything that was ever set on a floor, as the keeper would hold it had it forgotten nothing. Settings are made on the wall clock, so on a floor on
 * event time the last version of each stands for all times. `kinds`: those that are wanted, else all.
 */
export async function readKeptSettings(
  db: History,
  { tenant, id: floor, clock }: FloorEntry,
  kinds: readonly SettingKind[] = SettingKind.options,
): Promise<KeptSettings> {
  const rows = await db
    .selectFrom('setting_versions')
    .select(['kind', 'id', 'version', 'valid_from as validFrom', 'body'])
    .where('tenant', '=', tenant)
    .where('floor', '=', floor)
    .where('kind', 'in', kinds)
    .orderBy('version')
    .execute();
  const kept = noSettings();
  const put = <Body>(into: Map<string, Version<Body>[]>, { id, version, validFrom, body }: Row, read: (body: object) => Body) => {
    const made = { version, from: clock === 'event' ? 0 : validFrom, body: body && read({ ...body, id, version }) };
    into.set(id, clock === 'event' ? [made] : [...(into.get(id) ?? []), made]);
  };
  const accounts = new Map<string, Account>();
  for (const row of rows) {
    // Settings of floors written before a setting existed get its default.
    if (row.kind === 'floor') put(kept.floor, row, (body) => FloorEntry.parse({ ...body, tenant }));
    else if (row.kind === 'team') put(kept.team, row, (body) => Team.parse(body));
    else if (row.kind === 'person') put(kept.person, row, (body) => Person.parse(body));
    else if (row.body) accounts.set(row.id, Account.parse({ ...row.body, id: row.id, version: row.version }));
    else accounts.delete(row.id);
  }
  for (const [account, mine] of Map.groupBy(accounts.values(), (row) => row.account)) kept.account.set(account, mine.map(tenureOf));
  return kept;
}

/** Everybody whose an account has ever been, by the rows that hold or held. */
export async function peopleOfAccount(db: History, of: { tenant: string; floor: string; account: string }): Promise<string[]> {
  const rows = await db
    .selectFrom('setting_versions')
    .select(sql<string>`body->>'personId'`.as('personId'))
    .distinct()
    .where('tenant', '=', of.tenant)
    .where('floor', '=', of.floor)
    .where('kind', '=', 'account')
    .where(sql<boolean>`body->>'account' = ${of.account}`)
    .execute();
  return rows.map(({ personId }) => personId);
}

const msOf = (instant: string | null): number | null => (instant === null ? null : epochMs(instant));
const tenureOf = ({ id, version, personId, from, to }: Account) => ({ id, version, personId, from: msOf(from), to: msOf(to) });
