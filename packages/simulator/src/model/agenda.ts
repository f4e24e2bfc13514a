import TinyQueue from 'tinyqueue';

/** Something that happens on the floor; it is told when (epoch milliseconds). */
export type Happening = (at: number) => void;
type Entry = { at: number; number: number; happen: Happening };

const inOrder = (a: Entry, b: Entry): number => a.at - b.at || a.number - b.number;

/** What is going to happen, in the order of its instants; what was planned first comes first in the same instant. */
export class Agenda {
  #heap = new TinyQueue<Entry>([], inOrder);
  #planned = 0;

  plan(at: number, happen: Happening): void {
    this.#planned += 1;
    this.#heap.push({ at, number: this.#planned, happen });
  }

  /** Nothing of it will happen. */
  clear(): void {
    this.#heap = new TinyQueue<Entry>([], inOrder);
  }

  /** Lets everything up to and including `now` happen, and what follows from it. */
  runUntil(now: number): void {
    for (let next = this.#heap.peek(); next && next.at <= now; next = this.#heap.peek()) {
      this.#heap.pop();
      next.happen(next.at);
    }
  }
}
