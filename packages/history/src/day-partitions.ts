import { sql } from 'kysely';
import type { History } from './connect.ts';
import { DAY_MS } from './fact-hours.ts';

/** From so many partitions on, a new one takes in all the free time around it, so that odd times cannot make more and more of them. */
const MANY = 1_500;

/** A partition by time: [from, to) in epoch milliseconds; infinite where it has no end. */
export type DayPartition = { table: string; from: number; to: number };

/** The partitions of a table, in the order of time. */
export async function listDayPartitions(db: History, parent: string): Promise<DayPartition[]> {
  const { rows } = await sql<{ table: string; bound: string }>`
    select part.relname as "table", pg_get_expr(part.relpartbound, part.oid) as bound
    from pg_inherits join pg_class as part on part.oid = inhrelid where inhparent = ${parent}::regclass`.execute(db);
  return rows.map(({ table, bound }) => ({ table, ...endsOf(bound) })).sort((a, b) => a.from - b.from);
}

function endsOf(bound: string): Pick<DayPartition, 'from' | 'to'> {
  const [, from, to] = /FROM \('?(-?\d+|MINVALUE)'?\) TO \('?(-?\d+|MAXVALUE)'?\)/.exec(bound) ?? [];
  if (from === undefined || to === undefined) throw new Error(`a partition with a bound of its own: ${bound}`);
  return { from: from === 'MINVALUE' ? -Infinity : Number(from), to: to === 'MAXVALUE' ? Infinity : Number(to) };
}

/** Knows which UTC days of a partitioned table can be written, and makes partitions for those that cannot: usually one, once a day. */
export class DayPartitions {
  readonly #db: History;
  readonly #parent: string;
  readonly #many: number;
  #ready = new Set<number>();

  constructor(db: History, parent: string, many = MANY) {
    this.#db = db;
    this.#parent = parent;
    this.#many = many;
  }

  /** After this every one of the days (the instants at which they begin) can be written. Two at once are safe. */
  async ensure(days: Iterable<number>): Promise<void> {
    const missing = [...days].filter((day) => !this.#ready.has(day));
    if (missing.length === 0) return;
    await this.#db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(hashtext(${`days of ${this.#parent}`}))`.execute(trx);
      const partitions = await listDayPartitions(trx, this.#parent);
      for (const day of missing) {
        if (partitions.some(({ from, to }) => from <= day && day < to)) continue;
        const span = partitions.length < this.#many ? { from: day, to: day + DAY_MS } : gapAround(day, partitions);
        const partition = { table: `${this.#parent}_${nameOf(span.from)}`, ...span };
        await makePartition(trx, this.#parent, partition);
        partitions.push(partition);
      }
    });
    for (const day of missing) this.#ready.add(day);
  }

  /** Asks anew next time: partitions may have gone. */
  forget(): void {
    this.#ready = new Set();
  }
}

const nameOf = (at: number): string => (Number.isFinite(at) ? new Date(at).toISOString().slice(0, -'T00:00:00.000Z'.length) : 'beginning');

/** All the time around an instant that has no partition yet. */
const gapAround = (at: number, partitions: readonly DayPartition[]) => ({
  from: Math.max(-Infinity, ...partitions.map(({ to }) => to).filter((to) => to <= at)),
  to: Math.min(Infinity, ...partitions.map(({ from }) => from).filter((from) => from > at)),
});

/** Made apart and then attached: that waits for nobody who reads, and lets nobody wait. */
async function makePartition(trx: History, parent: string, { table, from, to }: DayPartition): Promise<void> {
  const bound = (at: number) => sql.raw(Number.isFinite(at) ? String(at) : at < 0 ? 'minvalue' : 'maxvalue');
  await sql`create table ${sql.table(table)} (like ${sql.table(parent)} including all)`.execute(trx);
  await sql`alter table ${sql.table(parent)} attach partition ${sql.table(table)} for values from (${bound(from)}) to (${bound(to)})`.execute(
    trx,
  );
}
