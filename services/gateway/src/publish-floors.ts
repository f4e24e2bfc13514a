import { floorKeyOf } from '@watchfloor/contracts/floor';
import type { KeptSettings } from '@watchfloor/core/floor/settings';
import type { History } from '@watchfloor/history/connect';
import { insertFloor, listAllFloors } from '@watchfloor/history/floors';
import { type LastVersion, listLastVersions, tellAgain } from '@watchfloor/history/setting-versions';
import { addFloor, listFloors } from '@watchfloor/redis/directory';
import { partitionOf } from '@watchfloor/redis/keys';
import { readSettings } from '@watchfloor/redis/read-settings';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';

/**
 * Brings the two memories of floors together at the start. Redis may have been set up anew, or be older than the database: the keeper is told again
 * what it lacks. And an ingest key may have made floors meanwhile.
 */
export async function publishFloors(db: History, redis: ScriptedRedis, partitions: number): Promise<void> {
  for (const floor of await listAllFloors(db)) {
    await addFloor(redis, floor);
    const floorKey = floorKeyOf(floor.tenant, floor.id);
    const known = versionsIn(await readSettings(redis, { partition: partitionOf(floorKey, partitions), floorKey }));
    const place = { tenant: floor.tenant, floor: floor.id };
    const lacking = (await listLastVersions(db, place)).filter((last) => isLacking(known, last));
    await tellAgain(db, place, lacking);
  }
  for (const floor of await listFloors(redis)) await insertFloor(db, floor, { author: null, now: Date.now(), tell: false });
}

const nameOf = (kind: string, id: string): string => `${kind} ${id}`;

/** The last version of each thing that the keeper has. */
function versionsIn(settings: KeptSettings): Map<string, number> {
  const known = new Map<string, number>();
  for (const kind of ['floor', 'team', 'person'] as const)
    for (const [id, versions] of settings[kind]) known.set(nameOf(kind, id), versions.at(-1)?.version ?? 0);
  for (const rows of settings.account.values()) for (const { id, version } of rows) known.set(nameOf('account', id), version);
  return known;
}

/** What the keeper never had and what is no more it need not hear of. */
function isLacking(known: Map<string, number>, { kind, id, version, body }: LastVersion): boolean {
  const held = known.get(nameOf(kind, id));
  return held === undefined ? body !== null : held < version;
}
