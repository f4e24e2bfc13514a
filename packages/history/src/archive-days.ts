import { sql } from 'kysely';
import type { History } from './connect.ts';

const DAY_MS = 86_400_000;
/** From so many partitions on, a new one takes in all the free time around it, so that odd times cannot make more and more of them. */
const MANY = 1_500;

/** A partition of the archive: the time of its events, [from, to) in epoch milliseconds; infinite where it has no end. */
export type ArchiveSpan = { table: string; from: number; to: number };

/** The UTC day of an instant, in days since 1970. */
export const dayOf = (at: number): number => Math.floor(at / DAY_MS);

/** The partitions that there are, in the order of time. */
export async function listArchiveSpans(db: History): Promise<ArchiveSpan[]> {
  const { rows } = await sql<{ table: string; bound: string }>`
    select part.relname as "table", pg_get_expr(part.relpartbound, part.oid) as bound
    from pg_inherits join pg_class as part on part.oid = inhrelid where inhparent = 'archive'::regclass`.execute(db);
  return rows.map(({ table, bound }) => ({ table, ...endsOf(bound) })).sort((a, b) => a.from - b.from);
}

function endsOf(bound: string): Pick<ArchiveSpan, 'from' | 'to'> {
  const [, from, to] = /FROM \('?(-?\d+|MINVALUE)'?\) TO \('?(-?\d+|MAXVALUE)'?\)/.exec(bound) ?? [];
  if (from === undefined || to === undefined) throw new Error(`a partition of the archive with a bound of its own: ${bound}`);
  return { from: from === 'MINVALUE' ? -Infinity : Number(from), to: to === 'MAXVALUE' ? Infinity : Number(to) };
}

/** Knows which days have a partition, and makes those that have none: usually a day, once a day. */
export class ArchiveDays {
  readonly #db: History;
  readonly #many: number;
  #ready = new Set<number>();

  constructor(db: History, many = MANY) {
    this.#db = db;
    this.#many = many;
  }

  /** After this every one of the days (see `dayOf`) can be written. Two at once are safe. */
  async ensure(days: Iterable<number>): Promise<void> {
    const missing = [...days].filter((day) => !this.#ready.has(day));
    if (missing.length === 0) return;
    await this.#db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(hashtext('archive days'))`.execute(trx);
      const spans = await listArchiveSpans(trx);
      for (const day of missing) {
        const at = day * DAY_MS;
        if (spans.some(({ from, to }) => from <= at && at < to)) continue;
        const span = spans.length < this.#many ? spanOf(at, at + DAY_MS) : gapAround(at, spans);
        await makePartition(trx, span);
        spans.push(span);
      }
    });
    for (const day of missing) this.#ready.add(day);
  }

  /** Asks anew next time: partitions have gone. */
  forget(): void {
    this.#ready = new Set();
  }
}

const spanOf = (from: number, to: number): ArchiveSpan => ({ table: `archive_${nameOf(from)}`, from, to });
const nameOf = (at: number): string => (Number.isFinite(at) ? new Date(at).toISOString().slice(0, -'T00:00:00.000Z'.length) : 'beginning');

/** All the time around an instant that has no partition yet. */
const gapAround = (at: number, spans: ArchiveSpan[]): ArchiveSpan =>
  spanOf(
    Math.max(-Infinity, ...spans.map(({ to }) => to).filter((to) => to <= at)),
    Math.min(Infinity, ...spans.map(({ from }) => from).filter((from) => from > at)),
  );

/**
 * Made apart and then attached: that waits for nobody who reads, a long back-up say, and lets nobody wait.
 */
async function makePartition(trx: History, { table, from, to }: ArchiveSpan): Promise<void> {
  const bound = (at: number) => sql.raw(Number.isFinite(at) ? String(at) : at < 0 ? 'minvalue' : 'maxvalue');
  await sql`create table ${sql.table(table)} (like archive including all)`.execute(trx);
  await sql`alter table archive attach partition ${sql.table(table)} for values from (${bound(from)}) to (${bound(to)})`.execute(trx);
}
