/** Fields that change with every second; they are no change of a row. */
const AGES = new Set(['longestWaitMs', 'longestQueueMs', 'oldestTicketMs', 'statusMs', 'waitMs', 'untouchedMs']);
const withoutAges = (key: string, value: unknown) => (AGES.has(key) ? undefined : value);

/** A keyed list as its readers have it, and what to tell them. */
export class ListDiff<Row> {
  readonly #known = new Map<string, string>();
  #set = new Map<string, Row>();
  #gone = new Set<string>();

  /** Puts a row, or takes it away (null). Counts as a change only if more than its ages differ. */
  put(key: string, row: Row | null): void {
    if (row === null) {
      this.#set.delete(key);
      if (this.#known.delete(key)) this.#gone.add(key);
      return;
    }
    const text = JSON.stringify(row, withoutAges);
    if (this.#known.get(key) === text) return;
    this.#known.set(key, text);
    this.#gone.delete(key);
    this.#set.set(key, row);
  }

  /** What changed since the last call; undefined for nothing. */
  take(): { set: Row[]; gone: string[] } | undefined {
    if (this.#set.size === 0 && this.#gone.size === 0) return undefined;
    const change = { set: [...this.#set.values()], gone: [...this.#gone] };
    this.#set = new Map();
    this.#gone = new Set();
    return change;
  }
}
