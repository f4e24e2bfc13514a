import { setTimeout as wait } from 'node:timers/promises';
import { backlogMs } from '@watchfloor/redis/backlog';
import { memoryShare } from '@watchfloor/redis/memory';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import type { Log } from '@watchfloor/runtime/log';
import { ProblemError } from '@watchfloor/runtime/problem';
import type { IngestMeters } from './meters.ts';

const CHECK_MS = 1_000;
/** Beyond this share of `maxmemory` nothing more is let in: what is left belongs to the keeper, which makes room. */
const MAX_MEMORY = 0.7;
/** So long after Redis refused a write nothing is let in; then the next one tries. */
const REFUSED_MS = 2_000;

type Options = { redis: ScriptedRedis; partitions: number; maxLagMs: number; log: Log; meters: Pick<IngestMeters, 'pressure' | 'lag'> };

/** Knows, from a look once a second, whether events may come in: asking it costs nothing. */
export class PressureWatch {
  readonly #options: Options;
  readonly #stop = new AbortController();
  #memory = 0;
  #refusedUntil = Number.NEGATIVE_INFINITY;
  #refusal = '';
  /** How far the keeper is behind, ms, in the partitions in which it is too far. */
  #lags = new Map<number, number>();
  #said: string | null = null;

  constructor(options: Options) {
    this.#options = options;
  }

  start(): void {
    void this.#run();
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Why nothing is let in, or null. */
  reason(): string | null {
    return this.#full();
  }

  /** Why some floors are refused while others go on, or null. */
  remark(): string | null {
    const lags = [...this.#lags].map(([partition, ms]) => `${Math.round(ms / 1_000)} s in partition ${partition}`);
    return lags.length > 0 ? `the keeper is behind: ${lags.join(', ')}` : null;
  }

  /** @throws ProblemError 503 while Redis has no room for anything. */
  admit(): void {
    const full = this.#full();
    if (full) throw new ProblemError(503, `The event log is full (${full}); nothing was promised, send again.`, retryAfter(5));
  }

  /** @throws ProblemError 429 when the keeper is too far behind in one of the partitions that these go to. */
  admitTo(events: readonly { partition: number }[]): void {
    if (this.#lags.size === 0) return;
    for (const { partition } of events)
      if (this.#lags.has(partition))
        throw new ProblemError(429, 'More events are waiting than are being worked off; send again.', retryAfter(2));
  }

  /** An append failed: when Redis itself refused to write, the next ones need not try. */
  noteFailure(error: unknown): void {
    const code = error instanceof Error ? /^(OOM|MISCONF|READONLY|NOREPLICAS)\b/.exec(error.message)?.[1] : undefined;
    if (code === undefined) return;
    this.#refusedUntil = performance.now() + REFUSED_MS;
    this.#refusal = code;
    this.#tell();
  }

  get #isRefused(): boolean {
    return performance.now() < this.#refusedUntil;
  }

  #full(): string | null {
    if (this.#isRefused) return `Redis refuses writes: ${this.#refusal}`;
    return this.#memory > MAX_MEMORY ? `${Math.round(this.#memory * 100)} % of the memory of Redis is in use` : null;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      // While Redis is away every append says so by itself.
      await this.#check().catch(() => {});
      await wait(CHECK_MS, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
  }

  async #check(): Promise<void> {
    const { redis, partitions, maxLagMs } = this.#options;
    const numbers = Array.from({ length: partitions }, (_, number) => number);
    const [memory, ...lags] = await Promise.all([memoryShare(redis), ...numbers.map((number) => backlogMs(redis, number))]);
    this.#memory = memory;
    this.#lags = new Map(lags.entries().filter(([, ms]) => ms > maxLagMs));
    this.#tell();
  }

  #tell(): void {
    const { meters, log } = this.#options;
    meters.pressure.set({ reason: 'lag' }, this.#lags.size > 0 ? 1 : 0);
    meters.pressure.set({ reason: 'memory' }, this.#memory > MAX_MEMORY ? 1 : 0);
    meters.pressure.set({ reason: 'refused' }, this.#isRefused ? 1 : 0);
    meters.lag.reset();
    for (const [partition, ms] of this.#lags) meters.lag.set({ partition }, ms / 1_000);
    const reason = this.reason() ?? this.remark();
    if (reason !== null && this.#said === null) log.warn({ reason }, 'events are being refused');
    if (reason === null && this.#said !== null) log.info('events are taken again');
    this.#said = reason;
  }
}

const retryAfter = (seconds: number) => ({ headers: { 'retry-after': String(seconds) } });
