/** A second of a subject's window gains (1) or loses (-1) a customer. */
export type ContactMove = (subject: number, second: number, n: 1 | -1) => void;

/** So long a reply may still be taken back (the lateness bound, and as much again): until then each is remembered, later only the last. Seconds. */
const RECENT_S = 900;

/** `unnamed`: he goes by his conversation's id still, and whoever replied to him may turn out, at any time, to have replied to somebody else. */
type Step = { customer: string; subject: number; second: number; sign: 1 | -1; unnamed: boolean };

/**
 * Who was replied to when: each customer counts for a subject in the second of his last human reply (metrics.md: live `handled`), so that the customers
 * of a window that ends now can be added up second by second. Replies beyond the end of the windows wait until it has come to them.
 * Subjects are numbers, for there are many customers: a list of subject, second, subject, second … each.
 */
export class Contacts {
  readonly #replies = new Map<string, number[]>();
  /** Customers in the order in which they were last touched, with the end of the windows then. */
  readonly #touched = new Map<string, number>();
  readonly #move: ContactMove;
  #ahead: Step[] = [];
  #to = Number.NEGATIVE_INFINITY;

  constructor(move: ContactMove) {
    this.#move = move;
  }

  /** A reply in a second (epoch), or (`sign` -1) one that is taken back. */
  change(step: Step): void {
    if (step.second >= this.#to) this.#ahead.push(step);
    else this.#take(step);
  }

  /** The windows end before the second `to`. */
  advance(to: number): void {
    this.#to = to;
    const ahead = this.#ahead;
    this.#ahead = [];
    for (const step of ahead) this.change(step);
    for (const [customer, at] of this.#touched) {
      if (at >= to - RECENT_S) break;
      this.#touched.delete(customer);
      this.#keepLast(customer);
    }
  }

  /** Forgets whom nobody has replied to since a second. */
  forget(before: number): void {
    for (const [customer, list] of this.#replies) {
      const kept = list.filter((_, i) => (list[i | 1] ?? 0) >= before);
      if (kept.length === 0) this.#replies.delete(customer);
      else if (kept.length < list.length) this.#replies.set(customer, kept);
    }
  }

  #take({ customer, subject, second, sign, unnamed }: Step): void {
    const list = this.#replies.get(customer) ?? [];
    const before = lastOf(list, subject);
    if (sign > 0) list.push(subject, second);
    else {
      const place = placeOf(list, subject, second);
      if (place === null) return;
      list.splice(place, 2);
    }
    this.#replies.set(customer, list);
    this.#touched.delete(customer);
    if (!unnamed) this.#touched.set(customer, this.#to);
    const after = lastOf(list, subject);
    if (after === before) return;
    if (before !== null) this.#move(subject, before, -1);
    if (after !== null) this.#move(subject, after, 1);
  }

  #keepLast(customer: string): void {
    const last = new Map<number, number>();
    const list = this.#replies.get(customer) ?? [];
    for (let i = 0; i + 1 < list.length; i += 2) {
      const [subject = 0, second = 0] = [list[i], list[i + 1]];
      last.set(subject, Math.max(second, last.get(subject) ?? second));
    }
    this.#replies.set(customer, [...last].flat());
  }
}

function lastOf(list: readonly number[], subject: number): number | null {
  let last: number | null = null;
  for (let i = 0; i + 1 < list.length; i += 2) {
    const second = list[i + 1] ?? 0;
    if (list[i] === subject && (last === null || second > last)) last = second;
  }
  return last;
}

function placeOf(list: readonly number[], subject: number, second: number): number | null {
  for (let i = 0; i + 1 < list.length; i += 2) if (list[i] === subject && list[i + 1] === second) return i;
  return null;
}
