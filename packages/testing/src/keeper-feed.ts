import { setTimeout as wait } from 'node:timers/promises';
import { putFloor } from '@watchfloor/redis/directory';
import { keys, partitionOf } from '@watchfloor/redis/keys';
import { appendFrame } from '@watchfloor/redis/log';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { compareIds, FIRST_ID } from '@watchfloor/redis/stream-id';
import type { DisorderedFloor } from './disordered-floor.ts';

const COMMITTED_WITHIN_MS = 20_000;

/** The logs of some floors, as a running keeper works through them, no further than the test lets it. */
export class KeeperFeed {
  readonly #redis: ScriptedRedis;
  readonly #partitions: number;
  readonly #frames: DisorderedFloor['frames'];
  readonly #appended = new Map<number, string>();
  #turn: Promise<void> = Promise.resolve();

  readonly #floors: string[];

  private constructor(redis: ScriptedRedis, partitions: number, floors: DisorderedFloor[]) {
    this.#redis = redis;
    this.#partitions = partitions;
    this.#floors = floors.map(({ key }) => key);
    const rounds = Math.max(0, ...floors.map(({ frames }) => frames.length));
    this.#frames = Array.from({ length: rounds }, (_, round) => floors.flatMap(({ frames }) => frames.slice(round, round + 1))).flat();
  }

  /** Puts the floors in the directory; their frames are appended by turns. */
  static async of(redis: ScriptedRedis, partitions: number, floors: DisorderedFloor[]): Promise<KeeperFeed> {
    for (const { before } of floors) await putFloor(redis, before);
    return new KeeperFeed(redis, partitions, floors);
  }

  /** Takes the floors out of what readers load: the next case need not read them again. */
  async forget(): Promise<void> {
    for (const key of this.#floors) {
      await this.#redis.hdel(keys.directory, key);
      await this.#redis.hdel(keys.floors(partitionOf(key, this.#partitions)), key);
    }
  }

  get left(): number {
    return this.#frames.length;
  }

  /** Appends the next frames and waits until they are committed; one call after the other. */
  async advance(count: number): Promise<void> {
    if (count === 0 || this.left === 0) return;
    this.#turn = this.#turn.then(async () => {
      await this.append(count);
      await this.untilCommitted();
    });
    await this.#turn;
  }

  /** Appends the next frames and waits for nothing more. */
  async append(count: number): Promise<void> {
    for (const frame of this.#frames.splice(0, count)) {
      const partition = partitionOf(frame[0]?.floor ?? '', this.#partitions);
      this.#appended.set(partition, await appendFrame(this.#redis, partition, frame));
    }
  }

  async untilCommitted(): Promise<void> {
    const until = Date.now() + COMMITTED_WITHIN_MS;
    for (const [partition, id] of this.#appended) {
      while (compareIds((await this.#redis.hget(keys.applied(partition), 'id')) ?? FIRST_ID, id) < 0) {
        if (Date.now() > until) throw new Error(`the keeper has not committed ${id} of partition ${partition}`);
        await wait(1);
      }
    }
  }
}

const READS = new Set<PropertyKey>(['hget', 'hgetall', 'hmget', 'hvals']);

/** The same connection, with something else happening before each read: what one reader reads is then of many moments. */
export const withPauses = (redis: ScriptedRedis, pause: () => Promise<void>): ScriptedRedis =>
  new Proxy(redis, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (!READS.has(name)) return value.bind(target);
      return async (...args: unknown[]) => {
        await pause();
        return value.apply(target, args);
      };
    },
  });
