import type { FloorEntry, Shop } from '@watchfloor/contracts/floor';
import type { ProfileName } from '@watchfloor/contracts/profile';
import { type Phrases, phrasesOf } from '../conversation/phrases.ts';
import { Schedule } from '../schedule/schedule.ts';

/** What the settings of a floor mean for its events and figures. */
export type Rules = {
  /** Which words are courtesies and fillers there. */
  phrases: Phrases;
  /** Whose rules a shop goes by: its own, else the floor's. `versionAt` tells what they are at an instant. */
  profileOf: (shopId: string | null) => ProfileName;
  /** The shops that are set up, by id. */
  shops: ReadonlyMap<string, Shop>;
  /** Where hours of the day are told, an IANA name. */
  zone: string;
  /** When it is open; null: always. */
  schedule: Schedule | null;
};

const made = new WeakMap<FloorEntry, Rules>();

/** The rules of one version of a floor's settings; made once for each. */
export function rulesOf(floor: FloorEntry): Rules {
  let rules = made.get(floor);
  if (!rules) {
    const { zone, holidays, officeHours } = floor;
    const schedule = officeHours && new Schedule({ zone, holidays, officeHours });
    // A floor that was written before 2026-11 has no list of shops.
    const shops = new Map((floor.shops ?? []).map((shop) => [shop.id, shop]));
    const profileOf = (shopId: string | null) => (shopId === null ? undefined : shops.get(shopId)?.profile) ?? floor.profile;
    rules = { phrases: phrasesOf(floor.phrases), profileOf, shops, zone, schedule };
    made.set(floor, rules);
  }
  return rules;
}
