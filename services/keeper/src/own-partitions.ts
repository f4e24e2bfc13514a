import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { acquireLease, releaseLease } from '@watchfloor/redis/lease';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import type { Log } from '@watchfloor/runtime/log';
import { loadPartition, type Partition } from './partition.ts';

export const LEASE_TTL_MS = 1_500;
const RENEW_MS = 500;

/** Takes every partition that is free and keeps the leases alive. A partition whose lease is lost leaves `owned` at once. */
export class Ownership {
  readonly owned = new Map<number, Partition>();
  readonly #owner = `${hostname()}:${process.pid}:${randomUUID()}`;
  readonly #redis: ScriptedRedis;
  readonly #partitions: number;
  readonly #log: Log;
  readonly #onChange: (partition: number, now: Partition | null) => void;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: {
    redis: ScriptedRedis;
    partitions: number;
    log: Log;
    onChange: (partition: number, now: Partition | null) => void;
  }) {
    this.#redis = options.redis;
    this.#partitions = options.partitions;
    this.#log = options.log;
    this.#onChange = options.onChange;
  }

  /** Takes what is free, renews what is held, and again in half a second. */
  start(): void {
    this.#round = this.#renewAll()
      .catch((err) => this.#log.warn({ err }, 'could not renew the leases'))
      .then(() => {
        if (!this.#stopped) this.#timer = setTimeout(() => this.start(), RENEW_MS);
      });
  }

  /** Gives a partition up without giving its lease back: memory and Redis have parted, it must be loaded anew in a new epoch. */
  async drop(partition: Partition): Promise<void> {
    if (this.owned.get(partition.number) !== partition) return;
    this.#lose(partition.number);
    await releaseLease(this.#redis, { partition: partition.number, role: 'keeper', owner: this.#owner, epoch: partition.epoch }).catch(
      () => false,
    );
  }

  /** Stops renewing and gives every lease back, so that the next keeper need not wait. Call when nothing is being committed any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#round;
    await Promise.all([...this.owned.values()].map((partition) => this.drop(partition)));
  }

  async #renewAll(): Promise<void> {
    await Promise.all(Array.from({ length: this.#partitions }, (_, number) => this.#renew(number)));
  }

  async #renew(number: number): Promise<void> {
    const answer = await acquireLease(this.#redis, { partition: number, role: 'keeper', owner: this.#owner, ttlMs: LEASE_TTL_MS });
    const held = this.owned.get(number);
    if (!answer.held) {
      if (held) this.#lose(number);
      return;
    }
    if (held?.epoch === answer.epoch) return;
    if (held) this.#lose(number);
    const partition = await loadPartition(this.#redis, number, answer.epoch);
    if (this.#stopped) return;
    this.owned.set(number, partition);
    this.#log.debug({ partition: number, epoch: answer.epoch, position: partition.position }, 'partition taken');
    this.#onChange(number, partition);
  }

  #lose(number: number): void {
    this.owned.delete(number);
    if (!this.#stopped) this.#log.warn({ partition: number }, 'partition lost');
    this.#onChange(number, null);
  }
}
