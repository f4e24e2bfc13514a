import { binOf } from '../sketch/log-bins.ts';
import type { Measure } from './measures-of.ts';

/** The limits of `within`, seconds. */
export const REPLY_LIMITS = [30, 60, 180, 300] as const;
export type ReplyLimit = (typeof REPLY_LIMITS)[number];

/** What is counted, by name. Milliseconds in those that end in `Ms`, millionths in `Micros`. New names go to the end: the windows in Redis know them by their place. */
export const COUNT_NAMES = [
  'hit30',
  'hit60',
  'hit180',
  'hit300',
  'miss30',
  'miss60',
  'miss180',
  'miss300',
  'conversations',
  'reopened',
  'resolved',
  'answeredCloses',
  'transferredIn',
  'transferredOut',
  'transferredUnanswered',
  'messagesIn',
  'messagesOut',
  'abandonedInQueue',
  'abandonedAssigned',
  'shortAbandons',
  'silentAbandons',
  'fillers',
  'ratings',
  'goodRatings',
  'reviews',
  'goodReviews',
  'followUpReviews',
  'goodFollowUpReviews',
  'complaints',
  'waitQueueMs',
  'waitHeldMs',
  'onlineMs',
  'busyMs',
  'awayMs',
  'suspendedMs',
  'businessHit30',
  'businessHit60',
  'businessHit180',
  'businessHit300',
  'businessMiss30',
  'businessMiss60',
  'businessMiss180',
  'businessMiss300',
  'taobaoHit180',
  'taobaoMiss180',
  'jdHit30',
  'jdMiss30',
  'pddHit180',
  'pddMiss180',
  'pddHit300',
  'pddMiss300',
  'douyinSessions',
  'douyinRateMicros',
  'douyinNoService',
] as const;
export type CountName = (typeof COUNT_NAMES)[number];

/** What is measured in lengths of time. New names go to the end, as above. */
export const LENGTH_NAMES = [
  'response',
  'firstResponse',
  'followUpWait',
  'handleTime',
  'botHold',
  'businessResponse',
  'businessFirstResponse',
  'taobaoResponse',
  'jdResponse',
] as const;
export type LengthName = (typeof LENGTH_NAMES)[number];

/** Lengths of time: count, sum and greatest exact, their distribution as sketch bins. `max` is not taken back. */
export type Lengths = { count: number; sum: number; max: number; bins: Map<number, number> };

/**
 * What happened to one subject in one span of time. Tallies of spans that do not overlap add up to that of all of them; what was added can be
 * taken back. `customers`: customer -> human replies to him.
 */
export type Tally = { counts: Map<CountName, number>; lengths: Map<LengthName, Lengths>; customers: Map<string, number> };

export const emptyTally = (): Tally => ({ counts: new Map(), lengths: new Map(), customers: new Map() });

export const isEmptyTally = ({ counts, lengths, customers }: Tally): boolean =>
  counts.size === 0 && lengths.size === 0 && customers.size === 0;

/** Adds a measure, or takes it back (`sign` -1). */
export function addMeasure(tally: Tally, measure: Measure, sign: 1 | -1 = 1): void {
  if (measure.kind === 'count') addTo(tally.counts, measure.name, sign * measure.n);
  else if (measure.kind === 'customer') addTo(tally.customers, measure.id, sign);
  else {
    const lengths = lengthsOf(tally, measure.name);
    lengths.count += sign;
    lengths.sum += sign * measure.ms;
    if (sign > 0) lengths.max = Math.max(lengths.max, measure.ms);
    addTo(lengths.bins, binOf(measure.ms), sign);
    if (lengths.count === 0) tally.lengths.delete(measure.name);
  }
}

/** Adds all of `part` to `total`, or takes it out. */
export function mergeTally(total: Tally, part: Tally, sign: 1 | -1 = 1): void {
  for (const [name, n] of part.counts) addTo(total.counts, name, sign * n);
  for (const [id, n] of part.customers) addTo(total.customers, id, sign * n);
  for (const [name, { count, sum, max, bins }] of part.lengths) {
    const lengths = lengthsOf(total, name);
    lengths.count += sign * count;
    lengths.sum += sign * sum;
    if (sign > 0) lengths.max = Math.max(lengths.max, max);
    for (const [bin, n] of bins) addTo(lengths.bins, bin, sign * n);
    if (lengths.count === 0) total.lengths.delete(name);
  }
}

function lengthsOf(tally: Tally, name: LengthName): Lengths {
  let lengths = tally.lengths.get(name);
  if (!lengths) {
    lengths = { count: 0, sum: 0, max: 0, bins: new Map() };
    tally.lengths.set(name, lengths);
  }
  return lengths;
}

function addTo<Key>(map: Map<Key, number>, key: Key, n: number): void {
  const next = (map.get(key) ?? 0) + n;
  if (next === 0) map.delete(key);
  else map.set(key, next);
}
