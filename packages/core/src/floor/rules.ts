import type { FloorEntry } from '@watchfloor/contracts/floor';
import type { ProfileName } from '@watchfloor/contracts/profile';
import { type Phrases, phrasesOf } from '../conversation/phrases.ts';
import { Schedule } from '../schedule/schedule.ts';

/** What the settings of a floor mean for its events and figures. */
export type Rules = {
  /** Which words are courtesies and fillers there. */
  phrases: Phrases;
  /** Whose rules a shop goes by: its own, else the floor's. `versionAt` tells what they are at an instant. */
  profileOf: (shopId: string | null) => ProfileName;
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
    rules = { phrases: phrasesOf(floor.phrases), profileOf: profilesOf(floor), zone, schedule };
    made.set(floor, rules);
  }
  return rules;
}

function profilesOf({ profile, shops = [] }: FloorEntry): Rules['profileOf'] {
  const own = new Map(shops.flatMap((shop) => (shop.profile === undefined ? [] : [[shop.id, shop.profile] as const])));
  return (shopId) => (shopId === null ? undefined : own.get(shopId)) ?? profile;
}
