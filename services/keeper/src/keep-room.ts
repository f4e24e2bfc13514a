import { setTimeout as wait } from 'node:timers/promises';
import { memoryShare } from '@watchfloor/redis/memory';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import type { Log } from '@watchfloor/runtime/log';
import type { KeeperMeters } from './meters.ts';
import type { Partition } from './partition.ts';
import { trimStreams } from './trim-streams.ts';

const LOOK_MS = 1_000;
const TRIM_MS = 10_000;
/** Beyond this share of `maxmemory` no more of the log is kept than is needed. The receiver lets nothing in from 70 % on. */
const SHORT = 0.5;

type Options = {
  redis: ScriptedRedis;
  owned: ReadonlyMap<number, Partition>;
  log: Log;
  meters: Pick<KeeperMeters, 'memory' | 'trimmed'>;
};

/** Trims what nobody has to read any more, and more of it when memory of Redis runs short. */
export class RoomKeeper {
  readonly #options: Options;
  readonly #stop = new AbortController();
  #share = 0;
  #trimAt = Number.NEGATIVE_INFINITY;

  constructor(options: Options) {
    this.#options = options;
  }

  start(): void {
    void this.#run();
  }

  /** Does not wait for a look that is under way: it can be cut off anywhere. */
  stop(): void {
    this.#stop.abort();
  }

  /** Why nothing can be committed, or null. */
  notReady(): string | null {
    return this.#share >= 1 ? 'Redis refuses writes: its memory is full' : null;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#look().catch((err) => {
        if (!this.#stop.signal.aborted) this.#options.log.warn({ err }, 'could not trim');
      });
      await wait(LOOK_MS, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
  }

  async #look(): Promise<void> {
    const { redis, meters } = this.#options;
    const before = this.#share;
    this.#share = await memoryShare(redis);
    meters.memory.set(this.#share);
    const isShort = this.#share > SHORT;
    // As soon as memory runs short, and again and again while it is.
    if (isShort && before <= SHORT) this.#trimAt = Number.NEGATIVE_INFINITY;
    if (performance.now() < this.#trimAt) return;
    this.#trimAt = performance.now() + TRIM_MS;
    await this.#trim(isShort);
  }

  async #trim(isShort: boolean): Promise<void> {
    const { redis, owned, meters, log } = this.#options;
    let trimmedOfLog = 0;
    for (const partition of owned.values()) {
      const trimmed = await trimStreams(redis, partition, { now: Date.now(), isShort });
      meters.trimmed.inc({ stream: 'log' }, trimmed.log);
      meters.trimmed.inc({ stream: 'facts' }, trimmed.facts);
      trimmedOfLog += trimmed.log;
    }
    if (isShort)
      log.warn(
        { memory: `${Math.round(this.#share * 100)} %`, trimmed: trimmedOfLog },
        'memory of Redis is short: trimmed the log down to six minutes; what is not applied or not archived yet stays',
      );
  }
}
