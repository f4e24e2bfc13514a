import type { Figures } from '@watchfloor/contracts/figures';
import { type RollingWindow, type WindowName, windowMs } from '@watchfloor/contracts/live';
import { figuresOf } from '../measure/figures-of.ts';
import { type Code, HANDLED, tallyOf } from './codes.ts';
import { addAll, addTo, bump, compact, emptyVector, type Vector } from './vector.ts';

const WINDOWS = Object.keys(windowMs) as RollingWindow[];
export const LONGEST_S = Math.max(...Object.values(windowMs)) / 1000;
const SHORTEST_S = Math.min(...Object.values(windowMs)) / 1000;
/** Old seconds are dropped many at once, because a splice moves the rest. */
const DROP_AT_ONCE = 64;

type Total = Map<Code, number>;
/** One rolling window over the seconds of a series: the seconds [from, to) are in `total`. `lo` is the index of the first one in. */
type Rolling = { seconds: number; lo: number; total: Total; answer: Figures | null };

/** Where something is to be added: to the seconds of the last hour, to the day. A reader that starts may have one of them already. */
export type Parts = { seconds: boolean; today: boolean };
export const BOTH: Parts = { seconds: true, today: true };

/**
 * Everything that happened to one subject, second by second for the last hour, with its rolling windows, and of the day so far. Exact at the edges of
 * seconds: windows are half-open [to - length, to), today [day's start, to). Adding costs an entry; asking, a look over the codes in use after a change only.
 */
export class Series {
  readonly #seconds: number[] = [];
  readonly #buckets: Vector[] = [];
  readonly #windows = new Map<RollingWindow, Rolling>();
  /** Everything since the day's start, what lies beyond the end of the windows included. */
  readonly #today: Total = new Map();
  #todayAnswer: Figures | null = null;
  /** What was added to seconds that all windows hold, since they were last looked at. */
  #fresh: Vector = emptyVector();
  /** From this second on a second is in every window and in the day. */
  #freshFrom = Number.POSITIVE_INFINITY;
  /** Index of the first second that is not before `to`. */
  #hi = 0;
  #to = Number.NEGATIVE_INFINITY;
  #day: number;

  /** `day`: the second at which the day began; unknown (-Infinity) until the first `advance`. */
  constructor(day = Number.NEGATIVE_INFINITY) {
    this.#day = day;
    for (const name of WINDOWS) this.#windows.set(name, { seconds: windowMs[name] / 1000, lo: 0, total: new Map(), answer: null });
  }

  /** Adds `n` under a code to a second (epoch). */
  add(second: number, code: Code, n: number, parts: Parts = BOTH): void {
    if (parts === BOTH && second < this.#to && second >= this.#freshFrom) {
      addTo(this.#fresh, code, n);
      addTo(this.#bucketOf(second), code, n);
      return;
    }
    if (parts.today && second >= this.#day) {
      bump(this.#today, code, n);
      this.#todayAnswer = null;
    }
    if (!parts.seconds || second < this.#to - LONGEST_S) return;
    addTo(this.#bucketOf(second), code, n);
    for (const window of this.#windows.values()) {
      if (second >= this.#to || second < this.#to - window.seconds) continue;
      bump(window.total, code, n);
      window.answer = null;
    }
  }

  /** Adds a whole bucket to a second of the last hour, or (`second` null) to the day: what a copy holds of them. */
  put(second: number | null, part: Vector): void {
    for (let i = 1; i + 1 < part.length; i += 2)
      this.add(second ?? Number.POSITIVE_INFINITY, part[i] ?? 0, part[i + 1] ?? 0, { seconds: second !== null, today: second === null });
  }

  /** Moves the end of every window to the second `to` (never back), on the day that began with the second `day`. True when a figure may have changed. */
  advance(to: number, day: number): boolean {
    this.#takeFresh();
    let changed = this.#turnTo(day);
    this.#freshFrom = Math.max(Math.max(to, this.#to) - SHORTEST_S, day);
    if (to <= this.#to) return changed;
    const before = this.#hi;
    while (this.#hi < this.#seconds.length && (this.#seconds[this.#hi] ?? 0) < to) this.#hi++;
    if (this.#hi > before) this.#todayAnswer = null;
    for (const window of this.#windows.values()) {
      for (let i = before; i < this.#hi; i++) changed = this.#shift(window, i, 1) || changed;
      while (window.lo < this.#hi && (this.#seconds[window.lo] ?? 0) < to - window.seconds)
        changed = this.#shift(window, window.lo++, -1) || changed;
    }
    this.#to = to;
    this.#forget(to - LONGEST_S);
    return changed;
  }

  /** The figures of a window, without states: those take time and not instants. The same object until something changes. */
  figures(name: WindowName): Figures {
    this.#takeFresh();
    if (name === 'today') {
      this.#todayAnswer ??= answer(this.#todayUntilNow());
      return this.#todayAnswer;
    }
    const window = this.#windows.get(name);
    if (!window) throw new RangeError(`no window ${name}`);
    window.answer ??= answer(window.total);
    return window.answer;
  }

  /** Nothing in the longest window, nor today. */
  get isEmpty(): boolean {
    this.#takeFresh();
    return this.#today.size === 0 && (this.#windows.get('1h')?.total.size ?? 0) === 0;
  }

  #takeFresh(): void {
    if (this.#fresh.length === 1) return;
    const fresh = compact(this.#fresh);
    this.#fresh = emptyVector();
    addAll(this.#today, fresh);
    this.#todayAnswer = null;
    for (const window of this.#windows.values()) {
      addAll(window.total, fresh);
      window.answer = null;
    }
  }

  #bucketOf(second: number): Vector {
    let index = this.#seconds.length;
    while (index > 0 && (this.#seconds[index - 1] ?? 0) > second) index--;
    const existing = index > 0 && this.#seconds[index - 1] === second ? this.#buckets[index - 1] : undefined;
    if (existing) return existing;
    const bucket = emptyVector();
    const last = this.#buckets.at(-1);
    // Little comes to a second that another has followed.
    if (last && index === this.#buckets.length) this.#buckets[index - 1] = compact(last);
    this.#seconds.splice(index, 0, second);
    this.#buckets.splice(index, 0, bucket);
    if (second < this.#to) this.#hi++;
    for (const window of this.#windows.values()) if (second < this.#to - window.seconds) window.lo++;
    return bucket;
  }

  /** A new day begins: of it there is what the last hour holds. */
  #turnTo(day: number): boolean {
    if (day === this.#day) return false;
    this.#day = day;
    this.#todayAnswer = null;
    this.#today.clear();
    for (const [index, second] of this.#seconds.entries()) if (second >= day) addAll(this.#today, this.#buckets[index] ?? []);
    return true;
  }

  #todayUntilNow(): Total {
    if (this.#hi === this.#seconds.length) return this.#today;
    const total = new Map(this.#today);
    for (let i = this.#hi; i < this.#buckets.length; i++) addAll(total, this.#buckets[i] ?? [], -1);
    return total;
  }

  #shift(window: Rolling, index: number, sign: 1 | -1): boolean {
    const bucket = this.#buckets[index];
    if (!bucket) return false;
    addAll(window.total, bucket, sign);
    window.answer = null;
    return true;
  }

  #forget(before: number): void {
    let old = 0;
    while (old < this.#hi && (this.#seconds[old] ?? 0) < before) old++;
    if (old < DROP_AT_ONCE && old < this.#seconds.length) return;
    this.#seconds.splice(0, old);
    this.#buckets.splice(0, old);
    this.#hi -= old;
    for (const window of this.#windows.values()) window.lo -= old;
  }
}

const answer = (total: Total): Figures => figuresOf(tallyOf(total), { exactMax: false, handled: total.get(HANDLED) ?? 0 });
