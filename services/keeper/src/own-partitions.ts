import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { announceKeeper, listKeepers, withdrawKeeper } from '@watchfloor/redis/keepers';
import { acquireLease, releaseLease } from '@watchfloor/redis/lease';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import type { Log } from '@watchfloor/runtime/log';
import { ownerOf } from './owner-of.ts';
import { loadPartition, type Partition } from './partition.ts';

/** So long a keeper that says nothing counts as alive, and its leases hold. */
const ALIVE_MS = 1_500;
const RENEW_MS = 500;
/** So often is looked who lives, and asked again for what another still holds: that only reads. */
const LOOK_MS = 50;

type Options = {
  redis: ScriptedRedis;
  partitions: number;
  log: Log;
  /** A partition is owned now, or (null) no longer; settles when nothing is being committed to it any more. */
  onChange: (partition: number, now: Partition | null) => Promise<void>;
};

/**
 * Owns this keeper's share of the partitions, by rendezvous hashing over the keepers that live. What belongs to another now is handed over
 * as soon as its commit is done; a partition whose lease is lost leaves `owned` at once. What protects the data is the lease's epoch alone:
 * two keepers that disagree for a moment on who lives only wait for each other.
 */
export class Ownership {
  readonly owned = new Map<number, Partition>();
  readonly #name = `${hostname()}:${process.pid}:${randomUUID()}`;
  readonly #options: Options;
  readonly #stop = new AbortController();
  /** Epochs of leases that are held while their partitions are being read. */
  readonly #loading = new Map<number, number>();
  /** Partitions that are being given to another. */
  readonly #leaving = new Map<number, Promise<void>>();
  #keepers: string[] = [];
  #share: number[] | null = null;
  #announcedAt = Number.NEGATIVE_INFINITY;
  #done: Promise<void> = Promise.resolve();

  constructor(options: Options) {
    this.#options = options;
  }

  start(): void {
    this.#done = this.#run();
  }

  /** Why this keeper is not ready, or null. One that owns nothing because everything belongs to others is: it stands by. */
  notReady(): string | null {
    return this.#share === null || (this.#share.length > 0 && this.owned.size === 0) ? 'no partition owned yet' : null;
  }

  /** Gives a partition up: memory and Redis have parted, it must be loaded anew. Nothing may be under way for it. */
  async drop(partition: Partition): Promise<void> {
    if (this.owned.get(partition.number) !== partition) return;
    void this.#lose(partition.number);
    await this.#release(partition).catch(() => {});
  }

  /** Gives everything back, so that the others need not wait. Call when nothing is being committed any more. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
    const loading = [...this.#loading].map(([number, epoch]) => ({ number, epoch }));
    const { redis } = this.#options;
    await Promise.allSettled([
      ...this.#leaving.values(),
      ...[...this.owned.values(), ...loading].map((partition) => this.#release(partition)),
      withdrawKeeper(redis, this.#name),
    ]);
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      let pause = LOOK_MS;
      try {
        await this.#turn();
      } catch (err) {
        this.#options.log.warn({ err }, 'could not renew the leases');
        pause = RENEW_MS;
      }
      await wait(pause, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
  }

  async #turn(): Promise<void> {
    const { redis, partitions } = this.#options;
    const began = performance.now();
    const isDue = began - this.#announcedAt >= RENEW_MS;
    const keepers = await (isDue ? announceKeeper(redis, this.#name, ALIVE_MS) : listKeepers(redis));
    // We were away for so long that the others share what was ours: first of all they must hear that we live.
    if (!keepers.includes(this.#name)) {
      this.#announcedAt = Number.NEGATIVE_INFINITY;
      return;
    }
    if (isDue) this.#announcedAt = began;
    if (keepers.join() !== this.#keepers.join()) this.#options.log.info({ keepers: keepers.length }, 'keepers that live');
    this.#keepers = keepers;
    const share = Array.from({ length: partitions }, (_, number) => number).filter((number) => ownerOf(number, keepers) === this.#name);
    if (share.length === 0 && this.#share?.length !== 0)
      this.#options.log.info({ keepers: keepers.length }, 'every partition belongs to another keeper: standing by');
    this.#share = share;
    const mine = new Set(share);
    for (const [number, { epoch }] of this.owned) if (!mine.has(number)) this.#handOver(number, epoch);
    for (const [number, epoch] of this.#loading) if (!mine.has(number)) this.#handOver(number, epoch);
    const asked = share.filter((number) => !this.#leaving.has(number) && (isDue || !(this.owned.has(number) || this.#loading.has(number))));
    await Promise.all(asked.map((number) => this.#renew(number)));
  }

  async #renew(number: number): Promise<void> {
    const { redis } = this.#options;
    const answer = await acquireLease(redis, { partition: number, role: 'keeper', owner: this.#name, ttlMs: ALIVE_MS });
    if (this.#stop.signal.aborted && answer.held) return this.#release({ number, epoch: answer.epoch });
    const known = this.owned.get(number)?.epoch ?? this.#loading.get(number);
    if (answer.held && known === answer.epoch) return;
    this.#loading.delete(number);
    if (this.owned.has(number)) void this.#lose(number);
    if (answer.held) void this.#load(number, answer.epoch);
  }

  /** Reading a big floor takes a while, in which the other leases are renewed all the same. */
  async #load(number: number, epoch: number): Promise<void> {
    const { redis, log, onChange } = this.#options;
    this.#loading.set(number, epoch);
    try {
      const partition = await loadPartition(redis, number, epoch);
      if (this.#stop.signal.aborted || this.#loading.get(number) !== epoch) return;
      this.owned.set(number, partition);
      log.debug({ partition: number, epoch, position: partition.position }, 'partition taken');
      void onChange(number, partition);
    } catch (err) {
      log.warn({ err, partition: number }, 'could not load a partition');
    } finally {
      if (!this.#stop.signal.aborted && this.#loading.get(number) === epoch) this.#loading.delete(number);
    }
  }

  #handOver(number: number, epoch: number): void {
    if (this.#leaving.has(number)) return;
    this.#loading.delete(number);
    const settled = this.owned.has(number) ? this.#lose(number) : Promise.resolve();
    const left = settled
      .then(() => this.#release({ number, epoch }))
      .then(() => this.#options.log.debug({ partition: number, epoch }, 'partition handed over'))
      .catch((err) => this.#options.log.warn({ err, partition: number }, 'could not give a lease back: it will run out'))
      .finally(() => this.#leaving.delete(number));
    this.#leaving.set(number, left);
  }

  #lose(number: number): Promise<void> {
    this.owned.delete(number);
    this.#options.log.debug({ partition: number }, 'partition left');
    return this.#options.onChange(number, null);
  }

  async #release({ number, epoch }: { number: number; epoch: number }): Promise<void> {
    await releaseLease(this.#options.redis, { partition: number, role: 'keeper', owner: this.#name, epoch });
  }
}
