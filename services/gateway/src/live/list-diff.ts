/** Fields that change with every second; they are no change of a row. */
const TICKING = new Set([
  'longestWaitMs',
  'longestQueueMs',
  'oldestTicketMs',
  'oldestMs',
  'statusMs',
  'waitMs',
  'untouchedMs',
  'onlineMs',
  'busyMs',
  'awayMs',
  'suspendedMs',
]);

/** What is told of a row: all of it, or only what changed since its readers heard of it. */
type How<Row, Told> = (row: Row, changed: Partial<Row>) => Told;

/** Rows that are told whole. */
export const whole = <Row>(row: Row): Row => row;

/** A keyed list as its readers have it, and what to tell them. */
export class ListDiff<Row extends object, Told = Row> {
  readonly #tell: How<Row, Told>;
  /** Rows as they are known once what is to be told is told. */
  readonly #known = new Map<string, Row>();
  /** What changed since the last call of `take`; of those who were not there then, everything. */
  readonly #changed = new Map<string, Partial<Row>>();
  readonly #gone = new Set<string>();

  constructor(tell: How<Row, Told>) {
    this.#tell = tell;
  }

  /** Puts a row, or takes it away (null). Counts as a change only if more than what ticks by itself differs. */
  put(key: string, row: Row | null): void {
    const known = this.#known.get(key);
    if (row === null) {
      this.#changed.delete(key);
      if (this.#known.delete(key)) this.#gone.add(key);
      return;
    }
    const changed = known ? difference(known, row) : row;
    if (changed === null) return;
    this.#known.set(key, row);
    this.#changed.set(key, { ...this.#changed.get(key), ...changed });
    // Whoever still has it as it was gets all of it.
    if (this.#gone.delete(key)) this.#changed.set(key, row);
  }

  /** What changed since the last call; undefined for nothing. */
  take(): { set: Told[]; gone: string[] } | undefined {
    if (this.#changed.size === 0 && this.#gone.size === 0) return undefined;
    const set: Told[] = [];
    for (const [key, changed] of this.#changed) {
      const row = this.#known.get(key);
      if (row) set.push(this.#tell(row, changed));
    }
    const change = { set, gone: [...this.#gone] };
    this.#changed.clear();
    this.#gone.clear();
    return change;
  }
}

/** The fields of a row that changed, with all that tick by themselves, for readers may have got those at another time; null when nothing else did. */
function difference<Row extends object>(known: Row, row: Row): Partial<Row> | null {
  const changed: Partial<Row> = {};
  let isChange = false;
  for (const name in row) {
    const ticks = TICKING.has(name);
    if (!ticks && isSame(known[name], row[name])) continue;
    changed[name] = row[name];
    isChange ||= !ticks;
  }
  return isChange ? changed : null;
}

const isSame = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
