import { setTimeout as wait } from 'node:timers/promises';
import { connectRedis, isClusterUrl, untilReady } from './connect.ts';
import { FIRST_ID } from './stream-id.ts';

/** `after`: the entry before it in the stream, as read; between the two there is nothing. */
export type TailEntry = { stream: string; id: string; after: string; payload: Buffer };

const BLOCK_MS = 1_000;
const STUCK_MS = 4_000;
/** On a cluster streams lie on different nodes, and no read can wait for several: they are asked one by one, so often. */
const POLL_MS = 10;

/**
 * Follows streams with plain XREAD on a connection of its own. Survives Redis going away: it reads on from the last entry handed out.
 * A blocking read can hang for ever after a reconnect (ioredis#1285): a read that takes 4 s is cut and tried again.
 */
export class Tail {
  readonly #url: string;
  readonly #positions: Map<string, string>;
  readonly #count: number;
  readonly #blockMs: number;
  readonly #stop = new AbortController();
  readonly #onTrouble: (error: unknown) => void;
  #redis: ReturnType<typeof connectRedis>;

  /**
   * `from`: stream -> the last entry already taken in. `count`: entries a stream and read. `blockMs`: how long a read waits for entries,
   * which is also how long it may take until a stream added meanwhile is read.
   */
  constructor(options: {
    url: string;
    from: Map<string, string>;
    count?: number;
    blockMs?: number;
    onTrouble?: (error: unknown) => void;
  }) {
    this.#url = options.url;
    this.#positions = new Map(options.from);
    this.#count = options.count ?? 64;
    this.#blockMs = options.blockMs ?? BLOCK_MS;
    this.#onTrouble = options.onTrouble ?? (() => {});
    this.#redis = connectRedis(this.#url, isClusterUrl(this.#url) ? 'request' : 'blocking');
  }

  /** Adds or moves a stream; takes effect at the next read. */
  follow(stream: string, after: string): void {
    this.#positions.set(stream, after);
  }

  leave(stream: string): void {
    this.#positions.delete(stream);
  }

  /** Entries in the order of each stream, as many at a time as one read gave. An empty list says that `blockMs`, a second by default, passed without any. Ends after `close`. */
  async *read(): AsyncGenerator<TailEntry[], void, void> {
    while (!this.#stop.signal.aborted) {
      try {
        const entries = await this.#readOnce();
        if (this.#stop.signal.aborted) return;
        for (const entry of entries) this.#positions.set(entry.stream, entry.id);
        yield entries;
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        this.#onTrouble(error);
        await wait(100, undefined, { signal: this.#stop.signal }).catch(() => {});
      }
    }
  }

  close(): void {
    this.#stop.abort();
    this.#redis.disconnect();
  }

  async #readOnce(): Promise<TailEntry[]> {
    await untilReady(this.#redis, STUCK_MS, this.#stop.signal);
    if (this.#positions.size === 0) {
      await wait(50, undefined, { signal: this.#stop.signal });
      return [];
    }
    const asked = new Map(this.#positions);
    const entries = isClusterUrl(this.#url) ? await this.#poll(asked) : await this.#block(asked);
    // A stream that was moved or left while we waited was read from the wrong place.
    return entries.filter(({ stream }) => this.#positions.get(stream) === asked.get(stream));
  }

  async #block(asked: ReadonlyMap<string, string>): Promise<TailEntry[]> {
    const read = this.#redis.xreadBuffer('COUNT', this.#count, 'BLOCK', this.#blockMs, 'STREAMS', ...asked.keys(), ...asked.values());
    const { promise: stuck, reject } = Promise.withResolvers<never>();
    const watchdog = setTimeout(() => reject(new Error('a blocking read hung')), STUCK_MS);
    try {
      return entriesOf(await Promise.race([read, stuck]), asked);
    } catch (error) {
      read.catch(() => {});
      this.#redis.disconnect(true);
      throw error;
    } finally {
      clearTimeout(watchdog);
    }
  }

  /** Streams of a node that is away fail; those of the others are read all the same. */
  async #poll(asked: ReadonlyMap<string, string>): Promise<TailEntry[]> {
    for (let waited = 0; waited < this.#blockMs; waited += POLL_MS) {
      const reads = [...asked].map(([stream, after]) => this.#redis.xreadBuffer('COUNT', this.#count, 'STREAMS', stream, after));
      const answers = await Promise.allSettled(reads);
      const failed = answers.find((answer) => answer.status === 'rejected');
      if (failed) this.#onTrouble(failed.reason);
      const entries = answers.flatMap((answer) => (answer.status === 'fulfilled' ? entriesOf(answer.value, asked) : []));
      if (entries.length > 0) return entries;
      await wait(failed ? 100 : POLL_MS, undefined, { signal: this.#stop.signal });
    }
    return [];
  }
}

type Answer = [Buffer, [Buffer, Buffer[]][]][] | null;

function entriesOf(answer: Answer, asked: ReadonlyMap<string, string>): TailEntry[] {
  if (!answer) return [];
  return answer.flatMap(([name, entries]) => {
    const stream = name.toString();
    let last = asked.get(stream) ?? FIRST_ID;
    return entries.map(([bytes, [, payload]]) => {
      const id = bytes.toString();
      const after = last;
      last = id;
      return { stream, id, after, payload: payload ?? Buffer.alloc(0) };
    });
  });
}
