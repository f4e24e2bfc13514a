import { z } from 'zod';
import type { Account } from './account.ts';
import type { LoggedAttributes } from './event.ts';
import type { FloorEntry } from './floor.ts';
import { Instant } from './instant.ts';
import type { Person } from './person.ts';
import type { Team } from './team.ts';

/** Kinds of settings, each with versions. */
export const SettingKind = z.enum(['floor', 'team', 'person', 'account']).meta({ id: 'SettingKind' });
export type SettingKind = z.infer<typeof SettingKind>;

/** What is left of something that was removed: its version counts on. */
export type Removal = { id: string; version: number };

/** What a setting event of each type says. */
export type SettingData = {
  'floor.configured': FloorEntry;
  'team.configured': Team;
  'team.removed': Removal;
  'person.configured': Person;
  'person.removed': Removal;
  'account.mapped': Account;
  'account.unmapped': Removal & { account: string };
};
export type SettingType = keyof SettingData;

/** Settings are events too: these go through the log but never come from outside. `time` is the instant from which they hold (epoch ms). */
export type SettingEvent = { [T in SettingType]: LoggedAttributes & { type: T; data: SettingData[T] } }[SettingType];
export type SettingEventOf<T extends SettingType> = Extract<SettingEvent, { type: T }>;

/** The facts that say so, once the keeper has committed them. */
export type SettingFact =
  | { type: 'floor.configured'; at: number; floor: FloorEntry }
  | { type: 'team.configured'; at: number; team: Team }
  | { type: 'team.removed'; at: number; teamId: string }
  | { type: 'person.configured'; at: number; person: Person }
  | { type: 'person.removed'; at: number; personId: string }
  | { type: 'account.mapped'; at: number; account: Account }
  | { type: 'account.unmapped'; at: number; accountId: string; account: string };

const SETTING_TYPES: ReadonlySet<string> = new Set<SettingType>([
  'floor.configured',
  'team.configured',
  'team.removed',
  'person.configured',
  'person.removed',
  'account.mapped',
  'account.unmapped',
]);
export const isSetting = (event: { type: string }): event is SettingEvent => SETTING_TYPES.has(event.type);

/** One version of a setting as people look it up. */
export const SettingVersion = z
  .object({
    kind: SettingKind,
    id: z.string(),
    version: z.int(),
    validFrom: Instant.meta({ description: 'from when it holds; until the next version of the same thing' }),
    author: z.string().nullable().meta({ description: 'e-mail address of who set it; null: made by itself' }),
    settings: z.record(z.string(), z.unknown()).nullable().meta({ description: 'null: removed' }),
  })
  .meta({ id: 'SettingVersion' });
export type SettingVersion = z.infer<typeof SettingVersion>;
