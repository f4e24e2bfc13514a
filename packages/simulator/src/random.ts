/** Draws that repeat with the seed. */
export type Random = {
  /** [0, 1) */
  next: () => number;
  chance: (probability: number) => boolean;
  between: (low: number, high: number) => number;
  exponential: (mean: number) => number;
  /** By its mean, as floors are described; `sigma` of the logarithm. */
  lognormal: (mean: number, sigma: number) => number;
  pick: <T>(items: readonly [T, ...T[]]) => T;
};

/** A generator from a seed: the same seed gives the same draws on every machine (mulberry32, by Tommy Ettinger, public domain). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    chance: (probability) => next() < probability,
    between: (low, high) => low + next() * (high - low),
    exponential: (mean) => -mean * Math.log(1 - next()),
    lognormal: (mean, sigma) => Math.exp(Math.log(mean) - sigma ** 2 / 2 + sigma * normal()),
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
  };
}
