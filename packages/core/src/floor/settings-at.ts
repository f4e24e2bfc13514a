import type { FloorEntry } from '@watchfloor/contracts/floor';
import type { Person } from '@watchfloor/contracts/person';
import type { Team } from '@watchfloor/contracts/team';
import type { FloorState } from './floor-state.ts';
import type { Version } from './settings.ts';

/** What was set at one instant; null for what there is not, or was removed. */
export type SettingsThen = { floor: FloorEntry; team: (id: string) => Team | null; person: (id: string) => Person | null };

/**
 * What held on a floor at `at` (epoch ms): so a late event meets the settings of its time. What was set first holds for everything before it, so what
 * is set before a recording is replayed holds for all of it.
 */
export function settingsAt({ floor, settings }: Pick<FloorState, 'floor' | 'settings'>, at: number): SettingsThen {
  return {
    floor: heldAt(settings.floor.get(floor.id), at) ?? floor,
    team: (id) => heldAt(settings.team.get(id), at),
    person: (id) => heldAt(settings.person.get(id), at),
  };
}

function heldAt<Body>(versions: readonly Version<Body>[] | undefined, at: number): Body | null {
  const held = versions?.findLast(({ from }) => from <= at) ?? versions?.[0];
  return held?.body ?? null;
}
