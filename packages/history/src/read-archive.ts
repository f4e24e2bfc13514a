import { type SelectQueryBuilder, sql } from 'kysely';
import type { History } from './connect.ts';
import { listDayPartitions } from './day-partitions.ts';
import type { ArchiveRow, Database } from './schema.ts';

/** Where an event stands in true order on its floor. */
export type ArchivePlace = Pick<ArchiveRow, 'at' | 'rank' | 'source' | 'id'>;

/** Events of a floor (`tenant/floor`), half-open [fromMs, toMs) by their own time; undefined or infinite: open. */
export type ArchiveRange = { floorKey: string; fromMs?: number | undefined; toMs?: number | undefined };

/** The next events of a range in true order, at most `limit`, after a place. */
export type ArchivePage = ArchiveRange & { after?: ArchivePlace | undefined; limit: number };

type ArchiveQuery = SelectQueryBuilder<Database, 'archive', ArchiveRow>;

/**
 * Reads a range in true order, at most `size` events at a time, the next when they are asked for. Day by day: planning a page over a year of days
 * would take longer than reading it. A day that begins to be archived meanwhile is left out.
 */
export async function* readArchive(
  db: History,
  { floorKey, ...range }: ArchiveRange,
  size: number,
): AsyncGenerator<ArchiveRow[], void, void> {
  const [fromMs, toMs] = [range.fromMs ?? -Infinity, range.toMs ?? Infinity];
  for (const { from, to } of await listDayPartitions(db, 'archive')) {
    if (to <= fromMs || from >= toMs) continue;
    const day = { floorKey, fromMs: Math.max(from, fromMs), toMs: Math.min(to, toMs) };
    let page: ArchiveRow[];
    let after: ArchiveRow | undefined;
    do {
      page = await readArchivePage(db, { ...day, after, limit: size });
      if (page.length > 0) yield page;
      after = page.at(-1);
    } while (page.length === size);
  }
}

/**
 * Reads a page along the key, in the partitions of the range only. A partition of today may have no statistics yet, and without them the planner
 * would rather sort all that is left, for every page: so it may not sort.
 */
const readArchivePage = (db: History, page: ArchivePage): Promise<ArchiveRow[]> =>
  withoutSorting(db, (trx) => archivePage(trx, page).execute());

/** Does something in a transaction in which nothing is sorted that can be read in its order. */
export const withoutSorting = <T>(db: History, work: (trx: History) => Promise<T>): Promise<T> =>
  db.transaction().execute(async (trx) => {
    await sql`set local enable_sort = off`.execute(trx);
    return work(trx);
  });

/** The query of a page. */
export function archivePage(db: History, { after, limit, ...range }: ArchivePage): ArchiveQuery {
  let query = inTrueOrder(db, range).limit(limit);
  if (after) {
    const { at, rank, source, id } = after;
    // Of a row comparison alone the planner does not see which partitions are left.
    query = query.where('at', '>=', at).where(sql<boolean>`(at, rank, source, id) > (${at}, ${rank}, ${source}, ${id})`);
  }
  return query;
}

/** Asks for all events of one subject, a conversation say, in a range, in true order. */
export const subjectEvents = (db: History, { subject, ...range }: ArchiveRange & { subject: string }): ArchiveQuery =>
  inTrueOrder(db, range).where('subject', '=', subject);

/** All changes of states of a floor's agents. */
export const floorStatuses = (db: History, range: ArchiveRange): ArchiveQuery => inTrueOrder(db, range).where('type', '=', 'agent.status');

const isBound = (at: number | undefined): at is number => at !== undefined && Number.isFinite(at);

function inTrueOrder(db: History, { floorKey, fromMs, toMs }: ArchiveRange): ArchiveQuery {
  let query = db.selectFrom('archive').selectAll().where('floor', '=', floorKey);
  if (isBound(fromMs)) query = query.where('at', '>=', fromMs);
  if (isBound(toMs)) query = query.where('at', '<', toMs);
  return query.orderBy('at').orderBy('rank').orderBy('source').orderBy('id');
}
