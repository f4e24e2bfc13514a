import type { FactBatch } from '@watchfloor/contracts/fact';
import { keys } from './keys.ts';
import { decodePayload } from './payload.ts';
import { FIRST_ID } from './stream-id.ts';
import { Tail } from './tail.ts';

export type FactEntry = { partition: number; id: string; batch: FactBatch };

/** Follows the facts of some partitions, each from the entry after `from.get(partition)` (absent: from the first kept). `count`: entries a partition and read. */
export class FactReader {
  readonly #tail: Tail;
  readonly #partitionOfStream = new Map<string, number>();

  constructor(options: {
    url: string;
    partitions: Iterable<number>;
    from: Map<number, string>;
    count?: number;
    onTrouble?: (error: unknown) => void;
  }) {
    const positions = new Map<string, string>();
    for (const partition of options.partitions) {
      const stream = keys.facts(partition);
      this.#partitionOfStream.set(stream, partition);
      positions.set(stream, options.from.get(partition) ?? FIRST_ID);
    }
    this.#tail = new Tail({
      url: options.url,
      from: positions,
      ...(options.count ? { count: options.count } : {}),
      ...(options.onTrouble ? { onTrouble: options.onTrouble } : {}),
    });
  }

  /** What one read gave; an empty list about every second when nothing happens. */
  async *read(): AsyncGenerator<FactEntry[], void, void> {
    for await (const entries of this.#tail.read()) {
      yield entries.map(({ stream, id, payload }) => ({
        partition: this.#partitionOfStream.get(stream) ?? -1,
        id,
        batch: decodePayload<FactBatch>(payload),
      }));
    }
  }

  close(): void {
    this.#tail.close();
  }
}
