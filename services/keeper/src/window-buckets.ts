import type { Fact, FactOf } from '@watchfloor/contracts/fact';
import { minuteOf } from '@watchfloor/core/order/order-key';
import { addToBucket, type Bucket, emptyBucket, encodeBucket } from '@watchfloor/core/window/bucket';
import { responseSamples, type Sample } from '@watchfloor/core/window/response-samples';
import type { HashWrite } from '@watchfloor/redis/commit';
import { keys } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { bucketField, readWindows } from '@watchfloor/redis/snapshot';

/** Redis keeps a minute of buckets until no live window can reach it. */
const LIVE_TTL_MS = 75 * 60_000;
/** On an event-time floor an hour of windows may be written in a second and looked at for a day. */
const REPLAY_TTL_MS = 24 * 3_600_000;
/** Minutes that can still change stay in memory: the lateness bound and some. */
const KEEP_MINUTES = 10;

type At = { partition: number; floorKey: string };
type Minute = { buckets: Map<string, Bucket>; dirty: Set<string> };

const isRoundClosed = (fact: Fact): fact is FactOf<'round.closed'> => fact.type === 'round.closed';

/** The window buckets of a floor that may still change, and which of them a commit must write. */
export class WindowBuckets {
  readonly #minutes = new Map<number, Minute>();

  /** Makes sure that the minutes of some instants are in memory, so that adding to them adds to what was there. */
  async open(redis: ScriptedRedis, at: At, minutes: Iterable<number>): Promise<void> {
    const missing = [...minutes].filter((minute) => !this.#minutes.has(minute));
    if (missing.length === 0) return;
    for (const { minute, buckets } of await readWindows(redis, at, missing)) {
      const read = new Map(buckets.map(({ subject, second, bucket }) => [bucketField(subject, second), bucket]));
      this.#minutes.set(minute, { buckets: read, dirty: new Set() });
    }
  }

  /** Takes what facts add to the windows, and takes back what retracted ones had added. */
  async take(redis: ScriptedRedis, at: At, { retracts, facts }: { retracts: Fact[]; facts: Fact[] }): Promise<void> {
    const gone = retracts.filter(isRoundClosed).flatMap(responseSamples);
    const samples = facts.filter(isRoundClosed).flatMap(responseSamples);
    if (gone.length + samples.length === 0) return;
    await this.open(redis, at, new Set([...gone, ...samples].map((sample) => minuteOf(sample.at))));
    for (const sample of gone) this.#add(sample, -1);
    for (const sample of samples) this.#add(sample, 1);
  }

  #add({ subject, at, ms }: Sample, sign: 1 | -1): void {
    const minute = this.#minutes.get(minuteOf(at));
    if (!minute) throw new Error(`window minute ${minuteOf(at)} is not open`);
    const field = bucketField(subject, Math.floor(at / 1000));
    let bucket = minute.buckets.get(field);
    if (!bucket) {
      bucket = emptyBucket();
      minute.buckets.set(field, bucket);
    }
    addToBucket(bucket, ms, sign);
    minute.dirty.add(field);
  }

  /** The buckets that changed since the last call. Forgets minutes far behind `through` (epoch ms of event time). */
  takeWrites(at: { partition: number; floorKey: string; through: number; eventClock: boolean }): HashWrite[] {
    const writes: HashWrite[] = [];
    for (const [number, minute] of this.#minutes) {
      if (minute.dirty.size > 0) {
        const set = new Map<string, string>();
        const remove: string[] = [];
        for (const field of minute.dirty) {
          const bucket = minute.buckets.get(field);
          if (bucket && bucket.count > 0) set.set(field, encodeBucket(bucket));
          else remove.push(field);
        }
        minute.dirty.clear();
        const key = keys.windows(at.partition, at.floorKey, number);
        writes.push({ kind: 'hash', key, ttlMs: at.eventClock ? REPLAY_TTL_MS : LIVE_TTL_MS, set, remove });
      } else if (number < minuteOf(at.through) - KEEP_MINUTES) this.#minutes.delete(number);
    }
    return writes;
  }
}
