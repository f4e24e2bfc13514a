import { type FloorConfigured, FRAME_EVENTS, type Frame, type LoggedEvent } from '@watchfloor/contracts/event';

/** A frame that is being filled; `durable` settles with its fate, `isRipe` once it has been gathered for long enough. */
type OpenFrame = { events: Frame; durable: PromiseWithResolvers<void>; timer: NodeJS.Timeout | undefined; isRipe: boolean };

/** While so many frames of a partition are being written, the next one gathers on until it is full: when Redis is busy, frames grow. */
const WRITING_AT_ONCE = 2;

/**
 * Gathers events of a partition for a few milliseconds into one log entry of at most 256: what makes `appendfsync always` affordable.
 * Everyone in a frame is answered when the frame is durable, or when it is not.
 */
export class FrameGatherer {
  readonly #append: (partition: number, frame: Frame) => Promise<unknown>;
  readonly #waitMs: number;
  readonly #open = new Map<number, OpenFrame>();
  readonly #writing = new Set<Promise<void>>();
  /** Frames being written, by partition. */
  readonly #busy = new Map<number, number>();
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
    if (frame.events.length >= FRAME_EVENTS) this.#write(partition, frame);
    return frame.durable.promise;
  }

  /** Writes what is gathered and waits for everything under way. */
  async drain(): Promise<void> {
    for (const [partition, frame] of this.#open) this.#write(partition, frame);
    await Promise.allSettled(this.#writing);
  }

  #begin(partition: number): OpenFrame {
    const frame: OpenFrame = { events: [], durable: Promise.withResolvers<void>(), timer: undefined, isRipe: false };
    frame.timer = setTimeout(() => {
      frame.isRipe = true;
      this.#writeIfFree(partition);
    }, this.#waitMs);
    this.#open.set(partition, frame);
    return frame;
  }

  #writeIfFree(partition: number): void {
    const frame = this.#open.get(partition);
    if (frame?.isRipe && (this.#busy.get(partition) ?? 0) < WRITING_AT_ONCE) this.#write(partition, frame);
  }

  #write(partition: number, frame: OpenFrame): void {
    clearTimeout(frame.timer);
    this.#open.delete(partition);
    this.#busy.set(partition, (this.#busy.get(partition) ?? 0) + 1);
    const writing = this.#append(partition, frame.events)
      .then(
        () => frame.durable.resolve(),
        (error: unknown) => {
          frame.durable.reject(error);
          this.#giveUpWaiting(partition, error);
        },
      )
      .finally(() => {
        this.#pending -= frame.events.length;
        this.#writing.delete(writing);
        this.#busy.set(partition, (this.#busy.get(partition) ?? 1) - 1);
        this.#writeIfFree(partition);
      });
    this.#writing.add(writing);
    frame.durable.promise.catch(() => {});
  }

  /** What has waited for a frame that failed is answered with it: its own attempt would keep the senders waiting as long again. */
  #giveUpWaiting(partition: number, error: unknown): void {
    const frame = this.#open.get(partition);
    if (!frame?.isRipe) return;
    this.#open.delete(partition);
    this.#pending -= frame.events.length;
    frame.durable.promise.catch(() => {});
    frame.durable.reject(error);
  }
}
