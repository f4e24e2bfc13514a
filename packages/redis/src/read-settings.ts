import type { SettingKind } from '@watchfloor/contracts/setting';
import type { KeptSettings } from '@watchfloor/core/floor/settings';
import { keys } from './keys.ts';
import type { ScriptedRedis } from './scripts.ts';
import { readEntries } from './snapshot.ts';

type ItemOf<M> = M extends Map<string, infer Item> ? Item : never;

/** What the keeper has committed of a floor's settings. */
export async function readSettings(redis: ScriptedRedis, at: { partition: number; floorKey: string }): Promise<KeptSettings> {
  const read = async <K extends SettingKind>(kind: K) =>
    new Map((await readEntries<ItemOf<KeptSettings[K]>>(redis, keys.settings(at.partition, at.floorKey, kind))).entries);
  const [floor, team, person, account] = await Promise.all([read('floor'), read('team'), read('person'), read('account')]);
  return { floor, team, person, account };
}
