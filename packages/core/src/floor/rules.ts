import type { FloorEntry } from '@watchfloor/contracts/floor';
import { HOUSE_PHRASES, type Phrases } from '../conversation/phrases.ts';

/** What the settings of a floor mean for its events and figures. */
export type Rules = {
  /** Which words are courtesies and fillers there. */
  phrases: Phrases;
};

const made = new WeakMap<FloorEntry, Rules>();

/** The rules of one version of a floor's settings; made once for each. */
export function rulesOf(floor: FloorEntry): Rules {
  let rules = made.get(floor);
  if (!rules) {
    rules = { phrases: HOUSE_PHRASES };
    made.set(floor, rules);
  }
  return rules;
}
