import { COUNT_NAMES, type CountName, LENGTH_NAMES, type LengthName, type Lengths, type Tally } from '../measure/tally.ts';
import { binOf } from '../sketch/log-bins.ts';

/**
 * Everything that windows count is a whole number under a code, so that buckets can be added and subtracted without knowing what they hold: a count has
 * its place in COUNT_NAMES, a length its sum and a code for each bin of its sketch. Redis keeps these codes.
 */
export type Code = number;

const FIRST_LENGTH = 1_024;
/** Codes of a length: the sum, then the bins from -1 on; the sketch has fewer bins than that for any length of this world. */
const PER_LENGTH = 4_096;
const BIN_OFFSET = 2;

/** Distinct customers, of those whose last human reply lies in a second; made by the reader, never in Redis. */
export const HANDLED: Code = FIRST_LENGTH - 1;

const COUNT_CODES = new Map<CountName, Code>(COUNT_NAMES.map((name, place) => [name, place]));
const LENGTH_CODES = new Map<LengthName, Code>(LENGTH_NAMES.map((name, place) => [name, FIRST_LENGTH + place * PER_LENGTH]));

/** Every code is below this. */
export const CODES = FIRST_LENGTH + LENGTH_NAMES.length * PER_LENGTH;

/** The code of what a name stands for; every name has one. */
const codeOf = <Name>(codes: ReadonlyMap<Name, Code>, name: Name): Code => {
  const code = codes.get(name);
  if (code === undefined) throw new RangeError(`no code for ${String(name)}`);
  return code;
};

export const countCode = (name: CountName): Code => codeOf(COUNT_CODES, name);
/** Of the sum of a length, milliseconds. */
export const sumCode = (name: LengthName): Code => codeOf(LENGTH_CODES, name);
/** Of the bin that a length of `ms` falls into. */
export const binCode = (name: LengthName, ms: number): Code => codeOf(LENGTH_CODES, name) + BIN_OFFSET + binOf(ms);

/** Counts and lengths that stand under their codes; greatest lengths are known by their bins alone. */
export function tallyOf(total: ReadonlyMap<Code, number>): Tally {
  const tally: Tally = { counts: new Map(), lengths: new Map(), customers: new Map() };
  for (const [code, n] of total) {
    if (code < FIRST_LENGTH) {
      const name = COUNT_NAMES[code];
      if (name !== undefined) tally.counts.set(name, n);
      continue;
    }
    const place = Math.floor((code - FIRST_LENGTH) / PER_LENGTH);
    const name = LENGTH_NAMES[place];
    if (name === undefined) continue;
    const lengths = lengthsOf(tally, name);
    const rest = code - FIRST_LENGTH - place * PER_LENGTH;
    if (rest === 0) lengths.sum = n;
    else {
      lengths.count += n;
      lengths.bins.set(rest - BIN_OFFSET, n);
    }
  }
  return tally;
}

function lengthsOf({ lengths }: Tally, name: LengthName): Lengths {
  let found = lengths.get(name);
  if (!found) {
    found = { count: 0, sum: 0, max: 0, bins: new Map() };
    lengths.set(name, found);
  }
  return found;
}
