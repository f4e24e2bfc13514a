import type { KeyGrant } from '@watchfloor/contracts/access';
import { defaultFloor, type FloorEntry, FloorId, floorKeyOf } from '@watchfloor/contracts/floor';
import { addFloor, findFloor, listFloors } from '@watchfloor/redis/directory';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';

const REFRESH_MS = 1_000;

/** The directory of floors as the receiver knows it: read every second, asked again for a floor it does not know. */
export class KnownFloors {
  readonly #redis: ScriptedRedis;
  #floors = new Map<string, FloorEntry>();
  /** Look-ups under way, by floor and by whether it may be made. */
  readonly #lookups = new Map<string, Promise<void>>();
  readonly #timer: NodeJS.Timeout;

  constructor(redis: ScriptedRedis, onTrouble: (error: unknown) => void) {
    this.#redis = redis;
    this.#timer = setInterval(() => this.refresh().catch(onTrouble), REFRESH_MS);
  }

  async refresh(): Promise<void> {
    const floors = await listFloors(this.#redis);
    this.#floors = new Map(floors.map((floor) => [floorKeyOf(floor.tenant, floor.id), floor]));
  }

  close(): void {
    clearInterval(this.#timer);
  }

  get(tenant: string, id: string): FloorEntry | undefined {
    return this.#floors.get(floorKeyOf(tenant, id));
  }

  /** Looks the floors up that are not known yet, and makes those that the key may make. Ids that are no floor ids are left alone. */
  async learn(grant: KeyGrant, ids: Iterable<string>): Promise<void> {
    for (const id of ids) {
      if (this.get(grant.tenant, id) || !FloorId.safeParse(id).success) continue;
      await this.#shared(`${floorKeyOf(grant.tenant, id)} ${grant.createFloors}`, () => this.#lookUp(grant, id));
    }
  }

  /** One look-up for all who ask meanwhile: they go on in the order in which they asked, so that the parts of a stream keep theirs. */
  #shared(key: string, lookUp: () => Promise<void>): Promise<void> {
    const underWay = this.#lookups.get(key);
    if (underWay) return underWay;
    const begun = lookUp().finally(() => this.#lookups.delete(key));
    this.#lookups.set(key, begun);
    return begun;
  }

  async #lookUp(grant: KeyGrant, id: string): Promise<void> {
    const key = floorKeyOf(grant.tenant, id);
    let floor = await findFloor(this.#redis, key);
    if (!floor && grant.createFloors) {
      // Another process may make it at the same time: the first one stays, and is what both find.
      await addFloor(this.#redis, defaultFloor(grant.tenant, id));
      floor = await findFloor(this.#redis, key);
    }
    if (floor) this.#floors.set(key, floor);
  }
}
