import { noteReader } from '@watchfloor/redis/readers';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';

const EVERY_MS = 1_000;

/** Tells Redis how far the ledger has a stream for good, so that trimming may follow: at most once a second a partition. */
export class PositionNotes {
  readonly #redis: ScriptedRedis;
  readonly #reader: string;
  readonly #pending = new Map<number, string>();
  #nextAt = 0;

  /** `reader`: the name under which the keeper looks for it. */
  constructor(redis: ScriptedRedis, reader: 'ledger' | 'archive') {
    this.#redis = redis;
    this.#reader = reader;
  }

  note(partition: number, entryId: string): void {
    this.#pending.set(partition, entryId);
  }

  /** Sends what has changed, if a second has passed; what cannot be sent is sent next time. `now`: milliseconds. */
  async send(now: number): Promise<void> {
    if (now < this.#nextAt || this.#pending.size === 0) return;
    this.#nextAt = now + EVERY_MS;
    const sent = [...this.#pending];
    await Promise.all(sent.map(([partition, entryId]) => noteReader(this.#redis, partition, this.#reader, entryId)));
    for (const [partition, entryId] of sent) if (this.#pending.get(partition) === entryId) this.#pending.delete(partition);
  }
}
