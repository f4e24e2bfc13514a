import { DDSketch } from '@datadog/sketches-js';

/**
 * Bins of a log-linear sketch: a duration falls into bin `key`, and the value of a bin is within 0.5 % of everything in it (goal: 1 %).
 * The mapping is DDSketch's (Masson, Rim, Lee: "DDSketch", VLDB 2019); its stores are not used, because our buckets must also subtract.
 */
const mapping = new DDSketch({ relativeAccuracy: 0.005 }).mapping;

/** The bin of everything under one millisecond. */
const ZERO = -1;

/** Bin of a duration in milliseconds. */
export const binOf = (ms: number): number => (ms < 1 ? ZERO : mapping.key(ms));

/** Milliseconds, whole, that stand for a bin. */
export const msOfBin = (bin: number): number => (bin === ZERO ? 0 : Math.round(mapping.value(bin)));
