import type { Distribution } from '@watchfloor/contracts/distribution';
import { type WindowName, windowMs } from '@watchfloor/contracts/live';
import { distributionOf } from '../sketch/distribution-of.ts';
import { addToBucket, type Bucket, emptyBucket, mergeBucket } from './bucket.ts';

const WINDOWS = Object.keys(windowMs) as WindowName[];
const LONGEST_S = Math.max(...Object.values(windowMs)) / 1000;

/** One rolling window over the seconds of a series: the seconds [from, to) are in `total`. `lo` is the index of the first one in. */
type Rolling = { seconds: number; lo: number; total: Bucket; answer: Distribution | null };

/**
 * A duration metric of one subject, second by second, with its rolling windows. Exact at the edges of seconds: windows are half-open [to - length, to).
 * Adding costs a bucket; asking costs a sort of the bins in use, only after a change.
 */
export class Series {
  readonly #seconds: number[] = [];
  readonly #buckets: Bucket[] = [];
  readonly #windows = new Map<WindowName, Rolling>();
  /** Index of the first second that is not before `to`. */
  #hi = 0;
  #to = Number.NEGATIVE_INFINITY;

  constructor() {
    for (const name of WINDOWS) this.#windows.set(name, { seconds: windowMs[name] / 1000, lo: 0, total: emptyBucket(), answer: null });
  }

  /** Adds a duration of `ms` that ended at the instant `at` (epoch ms), or takes it back (`sign` -1). */
  add(at: number, ms: number, sign: 1 | -1 = 1): void {
    const second = Math.floor(at / 1000);
    const sample = emptyBucket();
    addToBucket(sample, ms, sign);
    this.put(second, sample);
  }

  /** Adds a whole bucket to a second; used when a copy is read back. */
  put(second: number, part: Bucket): void {
    let index = this.#seconds.length;
    while (index > 0 && (this.#seconds[index - 1] ?? 0) > second) index--;
    const existing = index > 0 && this.#seconds[index - 1] === second ? this.#buckets[index - 1] : undefined;
    if (existing) mergeBucket(existing, part, 1);
    else {
      const bucket = emptyBucket();
      mergeBucket(bucket, part, 1);
      this.#seconds.splice(index, 0, second);
      this.#buckets.splice(index, 0, bucket);
      if (second < this.#to) this.#hi++;
      for (const window of this.#windows.values()) if (second < this.#to - window.seconds) window.lo++;
    }
    if (second >= this.#to) return;
    for (const window of this.#windows.values()) {
      if (second < this.#to - window.seconds) continue;
      mergeBucket(window.total, part, 1);
      window.answer = null;
    }
  }

  /** Moves the end of every window to the second `to` (never back). True when a figure may have changed. */
  advance(to: number): boolean {
    if (to <= this.#to) return false;
    let changed = false;
    const before = this.#hi;
    while (this.#hi < this.#seconds.length && (this.#seconds[this.#hi] ?? 0) < to) this.#hi++;
    for (const window of this.#windows.values()) {
      for (let i = before; i < this.#hi; i++) changed = this.#shift(window, i, 1) || changed;
      while (window.lo < this.#hi && (this.#seconds[window.lo] ?? 0) < to - window.seconds)
        changed = this.#shift(window, window.lo++, -1) || changed;
    }
    this.#to = to;
    this.#forget(to - LONGEST_S);
    return changed;
  }

  query(name: WindowName): Distribution {
    const window = this.#windows.get(name);
    if (!window) throw new RangeError(`no window ${name}`);
    window.answer ??= distributionOf(window.total);
    return window.answer;
  }

  get isEmpty(): boolean {
    return this.#seconds.length === 0;
  }

  #shift(window: Rolling, index: number, sign: 1 | -1): boolean {
    const bucket = this.#buckets[index];
    if (!bucket) return false;
    mergeBucket(window.total, bucket, sign);
    window.answer = null;
    return true;
  }

  /** Drops seconds that are before every window; many at once, because a splice moves the rest. */
  #forget(before: number): void {
    let old = 0;
    while (old < this.#hi && (this.#seconds[old] ?? 0) < before) old++;
    if (old < 64 && old < this.#seconds.length) return;
    this.#seconds.splice(0, old);
    this.#buckets.splice(0, old);
    this.#hi -= old;
    for (const window of this.#windows.values()) window.lo -= old;
  }
}
