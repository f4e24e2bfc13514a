import { type FloorConfigured, FRAME_EVENTS, type Frame, type LoggedEvent } from '@watchfloor/contracts/event';

/** A frame that is being filled or written; `durable` settles with its fate. */
type OpenFrame = { events: Frame; durable: PromiseWithResolvers<void>; timer: NodeJS.Timeout | undefined };

/**
 * Gathers events of a partition for a few milliseconds into one log entry of at most 256: what makes `appendfsync always` affordable.
 * Everyone in a frame is answered when the frame is durable, or when it is not.
 */
export class FrameGatherer {
  readonly #append: (partition: number, frame: Frame) => Promise<unknown>;
  readonly #waitMs: number;
  readonly #open = new Map<number, OpenFrame>();
  readonly #writing = new Set<Promise<void>>();
  #pending = 0;

  constructor(append: (partition: number, frame: Frame) => Promise<unknown>, waitMs = 2) {
    this.#append = append;
    this.#waitMs = waitMs;
  }

  /** Events taken and not yet known to be durable. */
  get pending(): number {
    return this.#pending;
  }

  /** Adds an event; the promise resolves once it is durable and rejects when that cannot be said. */
  add(partition: number, event: LoggedEvent | FloorConfigured): Promise<void> {
    const frame = this.#open.get(partition) ?? this.#begin(partition);
    frame.events.push(event);
    this.#pending++;
    if (frame.events.length >= FRAME_EVENTS) this.#close(partition, frame);
    return frame.durable.promise;
  }

  /** Writes what is gathered and waits for everything under way. */
  async drain(): Promise<void> {
    for (const [partition, frame] of this.#open) this.#close(partition, frame);
    await Promise.allSettled(this.#writing);
  }

  #begin(partition: number): OpenFrame {
    const frame: OpenFrame = { events: [], durable: Promise.withResolvers<void>(), timer: undefined };
    frame.timer = setTimeout(() => this.#close(partition, frame), this.#waitMs);
    this.#open.set(partition, frame);
    return frame;
  }

  #close(partition: number, frame: OpenFrame): void {
    clearTimeout(frame.timer);
    this.#open.delete(partition);
    const writing = this.#append(partition, frame.events)
      .then(() => frame.durable.resolve(), frame.durable.reject)
      .finally(() => {
        this.#pending -= frame.events.length;
        this.#writing.delete(writing);
      });
    this.#writing.add(writing);
    frame.durable.promise.catch(() => {});
  }
}
