import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { acquireLease, releaseLease } from '@watchfloor/redis/lease';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import type { Log } from '@watchfloor/runtime/log';

const LEASE_TTL_MS = 1_500;
const RENEW_MS = 500;

/** `loaded` is to be called when the work has caught up with what there is. */
export type Terms = { signal: AbortSignal; loaded: () => void };

/** Work on a held partition; it ends when the signal is aborted, or throws when the partition has to be taken anew. */
export type Work = (held: { partition: number; epoch: number }, terms: Terms) => Promise<void>;

type Holding = { owner: string; epoch: number; loaded: boolean; abort: AbortController; ended: Promise<void> };

/** Takes every partition that is free, works on it, keeps the lease alive. Each taking has an owner and so an epoch of its own. */
export class Holdings {
  readonly #held = new Map<number, Holding>();
  readonly #redis: ScriptedRedis;
  readonly #partitions: number;
  readonly #log: Log;
  readonly #work: Work;
  readonly #onChange: (count: number) => void;
  #asked = false;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: { redis: ScriptedRedis; partitions: number; log: Log; onChange: (count: number) => void; work: Work }) {
    this.#redis = options.redis;
    this.#partitions = options.partitions;
    this.#log = options.log;
    this.#work = options.work;
    this.#onChange = options.onChange;
  }

  /** Every partition is watched here or held elsewhere. */
  get ready(): boolean {
    return this.#asked && [...this.#held.values()].every(({ loaded }) => loaded);
  }

  start(): void {
    const round = async () => {
      const renewals = await Promise.allSettled(Array.from({ length: this.#partitions }, (_, partition) => this.#renew(partition)));
      const failed = renewals.find((renewal) => renewal.status === 'rejected');
      if (failed) this.#log.warn({ err: failed.reason }, 'could not renew the leases');
      this.#asked = !failed;
      if (!this.#stopped) this.#timer = setTimeout(begin, RENEW_MS);
    };
    const begin = () => {
      this.#round = round();
    };
    begin();
  }

  /** Lets the work end, then gives every lease back, so that the next owner need not wait. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#round;
    for (const holding of this.#held.values()) holding.abort.abort();
    await Promise.all([...this.#held.values()].map((holding) => holding.ended));
  }

  async #renew(partition: number): Promise<void> {
    const holding = this.#held.get(partition);
    const owner = holding?.owner ?? `${hostname()}:${process.pid}:${randomUUID()}`;
    const answer = await acquireLease(this.#redis, { partition, role: 'alerting', owner, ttlMs: LEASE_TTL_MS });
    if (holding) {
      if (answer.held && answer.epoch === holding.epoch) return;
      this.#log.warn({ partition }, 'partition lost');
      holding.abort.abort();
      return;
    }
    if (answer.held) this.#take(partition, { owner, epoch: answer.epoch });
  }

  #take(partition: number, { owner, epoch }: { owner: string; epoch: number }): void {
    const abort = new AbortController();
    const holding: Holding = { owner, epoch, loaded: false, abort, ended: Promise.resolve() };
    const loaded = () => {
      holding.loaded = true;
    };
    const work = async () => {
      try {
        await this.#work({ partition, epoch }, { signal: abort.signal, loaded });
      } catch (err) {
        this.#log.error({ err, partition }, 'giving the partition up, to take it anew');
      }
      this.#held.delete(partition);
      this.#onChange(this.#held.size);
      await releaseLease(this.#redis, { partition, role: 'alerting', owner, epoch }).catch(() => false);
    };
    this.#held.set(partition, holding);
    holding.ended = work();
    this.#onChange(this.#held.size);
    this.#log.debug({ partition, epoch }, 'partition taken');
  }
}
