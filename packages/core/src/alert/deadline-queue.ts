import TinyQueue from 'tinyqueue';
import type { Stretch } from './stretch.ts';

type Entry = { at: number; stretch: Stretch };
const earlierFirst = (a: Entry, b: Entry): number => a.at - b.at;

/** Deadlines in the order of their instants. A stretch has one at most: setting another, or none, makes the former stale. */
export class DeadlineQueue {
  #heap = new TinyQueue<Entry>([], earlierFirst);
  #live = 0;

  /** Deadlines that stand. */
  get size(): number {
    return this.#live;
  }

  /** Sets or (null) takes away the deadline of a stretch. */
  set(stretch: Stretch, at: number | null): void {
    if (stretch.due === at) return;
    if (stretch.due !== null) this.#live--;
    stretch.due = at;
    if (at === null) return;
    this.#live++;
    this.#heap.push({ at, stretch });
    // Stale entries would else stay until their instant, hours for tickets.
    if (this.#heap.length > 2 * this.#live + 1024) this.#heap = new TinyQueue(this.#heap.data.filter(stands), earlierFirst);
  }

  /** The earliest instant, or null. */
  next(): number | null {
    let head = this.#heap.peek();
    while (head && !stands(head)) {
      this.#heap.pop();
      head = this.#heap.peek();
    }
    return head?.at ?? null;
  }

  /** Takes the earliest stretch that is due at `now`, or null. */
  take(now: number): Stretch | null {
    const next = this.next();
    if (next === null || next > now) return null;
    const stretch = this.#heap.pop()?.stretch ?? null;
    if (stretch) {
      stretch.due = null;
      this.#live--;
    }
    return stretch;
  }
}

const stands = ({ at, stretch }: Entry): boolean => stretch.due === at;
