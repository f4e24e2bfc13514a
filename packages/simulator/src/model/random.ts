/** Draws that repeat with the seed. */
export type Random = {
  /** [0, 1) */
  next: () => number;
  chance: (probability: number) => boolean;
  between: (low: number, high: number) => number;
  exponential: (mean: number) => number;
  /** By its mean, as floors are described; `sigma` of the logarithm. */
  lognormal: (mean: number, sigma: number) => number;
  /** How many happen when `mean` are expected. */
  poisson: (mean: number) => number;
  pick: <T>(items: readonly [T, ...T[]]) => T;
};

/** Above this e^-mean loses precision, and the product of draws with it: larger ones are drawn in parts. */
const POISSON_PART = 30;

/** A generator from a seed: the same seed gives the same draws (mulberry32, by Tommy Ettinger, public domain). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  /** Knuth: how many draws until their product falls below e^-mean. */
  const smallPoisson = (mean: number): number => {
    const limit = Math.exp(-mean);
    let happened = 0;
    for (let product = next(); product > limit; product *= next()) happened += 1;
    return happened;
  };
  return {
    next,
    chance: (probability) => next() < probability,
    between: (low, high) => low + next() * (high - low),
    exponential: (mean) => -mean * Math.log(1 - next()),
    lognormal: (mean, sigma) => Math.exp(Math.log(mean) - sigma ** 2 / 2 + sigma * normal()),
    poisson: (mean) => {
      let happened = 0;
      let left = mean;
      for (; left > POISSON_PART; left -= POISSON_PART) happened += smallPoisson(POISSON_PART);
      return happened + smallPoisson(left);
    },
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
  };
}
