import type { FloorEntry } from '@watchfloor/contracts/floor';
import { epochMs } from '@watchfloor/contracts/instant';
import type { Person } from '@watchfloor/contracts/person';
import type { SettingEvent, SettingEventOf, SettingFact, SettingKind } from '@watchfloor/contracts/setting';
import type { Team } from '@watchfloor/contracts/team';
import { forgetKnown } from './account-map.ts';
import type { FloorState } from './floor-state.ts';

/** Versions that ended longer ago than this are forgotten: no event that counts live is as old. */
const KEEP_MS = 24 * 3_600_000;
/** But a floor's own: a round is judged by what held when it opened, and may be open for weeks. */
const KEEP_FLOOR_MS = 30 * KEEP_MS;

/** One version of a setting. It holds from `from` (epoch ms) until the next; `body` null: removed. */
export type Version<Body> = { version: number; from: number; body: Body | null };

/**
 * A version of a row of the account map: whose an account is, half-open, epoch ms, null for an open end. `personId` null: the row was removed. It
 * counts for events from `since` on and before `until` (absent or null: no bound): what was told before the row was set, or is told after it was
 * changed, was and is judged without it.
 */
export type Tenure = {
  id: string;
  version: number;
  personId: string | null;
  from: number | null;
  to: number | null;
  since?: number | null;
  until?: number | null;
};

/** The settings of a floor by kind and id, versions in their order; the account map by account. */
export type KeptSettings = {
  floor: Map<string, Version<FloorEntry>[]>;
  team: Map<string, Version<Team>[]>;
  person: Map<string, Version<Person>[]>;
  account: Map<string, Tenure[]>;
};

export const noSettings = (): KeptSettings => ({ floor: new Map(), team: new Map(), person: new Map(), account: new Map() });

/** What a setting event changed: the entry of `KeptSettings`, and the fact that says so. */
export type SettingChange = { kind: SettingKind; key: string; fact: SettingFact };

/** Takes a setting into a floor, in place; null when it has that version, or a later one, already: events of settings may come twice. */
export function takeSetting(floor: FloorState, event: SettingEvent): SettingChange | null {
  const { settings } = floor;
  const { time: at } = event;
  switch (event.type) {
    case 'floor.configured':
      return configureFloor(floor, event);
    case 'team.configured':
    case 'team.removed': {
      const body = event.type === 'team.configured' ? event.data : null;
      if (!addVersion(floor, settings.team, { id: event.data.id, version: event.data.version, at, body })) return null;
      const fact: SettingFact = body ? { type: 'team.configured', at, team: body } : { type: 'team.removed', at, teamId: event.data.id };
      return { kind: 'team', key: event.data.id, fact };
    }
    case 'person.configured':
    case 'person.removed': {
      // What was told before was told without it.
      if (floor.through > 0 && !settings.person.has(event.data.id))
        settings.person.set(event.data.id, [{ version: 0, from: 0, body: null }]);
      const body = event.type === 'person.configured' ? event.data : null;
      if (!addVersion(floor, settings.person, { id: event.data.id, version: event.data.version, at, body })) return null;
      const fact: SettingFact = body
        ? { type: 'person.configured', at, person: body }
        : { type: 'person.removed', at, personId: event.data.id };
      return { kind: 'person', key: event.data.id, fact };
    }
    case 'account.mapped':
    case 'account.unmapped':
      return mapAccount(floor, event);
  }
}

/** Takes in what is set on a floor from then on; whoever folds facts may do so as the keeper does. */
export function configureFloor(
  floor: Pick<FloorState, 'floor' | 'settings' | 'through'>,
  { time: at, data: body }: Pick<SettingEventOf<'floor.configured'>, 'time' | 'data'>,
): SettingChange | null {
  const { version, id } = body;
  const known = floor.floor;
  // A floor that was known from the directory alone has held so since ever.
  if (!floor.settings.floor.has(id) && known.version < version)
    floor.settings.floor.set(id, [{ version: known.version, from: 0, body: known }]);
  if (!addVersion(floor, floor.settings.floor, { id, version, at, body }, KEEP_FLOOR_MS)) return null;
  // The directory may be ahead of the log.
  if (version >= known.version) floor.floor = body;
  return { kind: 'floor', key: id, fact: { type: 'floor.configured', at, floor: floor.floor } };
}

/**
 * Adds a version of a thing and forgets those that cannot matter any more; false when it is not newer than what is there. It holds from `at`, but never
 * for what has been told already: events up to the floor's time were judged without it, and must be so when they are told again. Settings are made on
 * the wall clock; on event time they hold from where the floor has come to.
 */
function addVersion<Body>(
  { floor, through }: Pick<FloorState, 'floor' | 'through'>,
  kept: Map<string, Version<Body>[]>,
  { id, at, ...body }: Omit<Version<Body>, 'from'> & { id: string; at: number },
  keepMs = KEEP_MS,
): boolean {
  const versions = kept.get(id) ?? [];
  if ((versions.at(-1)?.version ?? 0) >= body.version) return false;
  const version = { ...body, from: floor.clock === 'event' ? through + 1 : Math.max(at, through + 1) };
  // Where nothing has happened yet, nothing held before.
  const next = floor.clock === 'event' && through === 0 ? [version] : [...versions, version];
  const first = next.findLastIndex(({ from }) => from <= version.from - keepMs);
  kept.set(id, next.slice(Math.max(0, first)));
  return true;
}

function mapAccount(floor: FloorState, event: SettingEventOf<'account.mapped' | 'account.unmapped'>): SettingChange | null {
  const { id, version, account } = event.data;
  const { time: at } = event;
  const rows = floor.settings.account.get(account) ?? [];
  if (rows.some((row) => row.id === id && row.version >= version)) return null;
  const { clock } = floor.floor;
  // Where nothing has happened yet, nothing was told without it.
  const since = floor.through === 0 ? null : clock === 'event' ? floor.through + 1 : Math.max(at, floor.through + 1);
  const tenure: Tenure =
    event.type === 'account.mapped'
      ? { id, version, personId: event.data.personId, from: msOf(event.data.from), to: msOf(event.data.to), since }
      : { id, version, personId: null, from: null, to: at };
  // On event time anything may still be asked.
  const oldest = clock === 'event' ? Number.NEGATIVE_INFINITY : at - KEEP_MS;
  const kept = rows.flatMap((row) => {
    if (row.id === id && since === null) return [];
    const ended = row.id === id && (row.until ?? null) === null ? { ...row, until: since } : row;
    return Math.min(ended.to ?? Number.POSITIVE_INFINITY, ended.until ?? Number.POSITIVE_INFINITY) >= oldest ? [ended] : [];
  });
  floor.settings.account.set(account, [...kept, tenure]);
  forgetKnown(floor.settings.account);
  const fact: SettingFact =
    event.type === 'account.mapped'
      ? { type: 'account.mapped', at, account: event.data }
      : { type: 'account.unmapped', at, accountId: id, account };
  return { kind: 'account', key: account, fact };
}

const msOf = (instant: string | null): number | null => (instant === null ? null : epochMs(instant));
