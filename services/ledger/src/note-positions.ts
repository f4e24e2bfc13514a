import { noteReader } from '@watchfloor/redis/readers';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';

const EVERY_MS = 1_000;

/** Tells Redis how far the ledger has facts for good, so that trimming may follow: at most once a second a partition. */
export class PositionNotes {
  readonly #redis: ScriptedRedis;
  readonly #pending = new Map<number, string>();
  #nextAt = 0;

  constructor(redis: ScriptedRedis) {
    this.#redis = redis;
  }

  note(partition: number, factId: string): void {
    this.#pending.set(partition, factId);
  }

  /** Sends what has changed, if a second has passed; what cannot be sent is sent next time. `now`: milliseconds. */
  async send(now: number): Promise<void> {
    if (now < this.#nextAt || this.#pending.size === 0) return;
    this.#nextAt = now + EVERY_MS;
    const sent = [...this.#pending];
    await Promise.all(sent.map(([partition, factId]) => noteReader(this.#redis, partition, 'ledger', factId)));
    for (const [partition, factId] of sent) if (this.#pending.get(partition) === factId) this.#pending.delete(partition);
  }
}
