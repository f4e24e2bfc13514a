import { type SelectQueryBuilder, sql } from 'kysely';
import type { History } from './connect.ts';
import type { ArchiveRow, Database } from './schema.ts';

/** Where an event stands in true order on its floor. */
export type ArchivePlace = Pick<ArchiveRow, 'at' | 'rank' | 'source' | 'id'>;

/** Events of a floor (`tenant/floor`), half-open [fromMs, toMs) by their own time; undefined: open. */
export type ArchiveRange = { floorKey: string; fromMs?: number | undefined; toMs?: number | undefined };

/** The next events of a range in true order, at most `limit`, after a place. */
export type ArchivePage = ArchiveRange & { after?: ArchivePlace | undefined; limit: number };

type ArchiveQuery = SelectQueryBuilder<Database, 'archive', ArchiveRow>;

/**
 * Reads a page along the key, in the partitions of the range only. A partition of today may have no statistics yet, and without them the planner
 * would rather sort all that is left, for every page: so it may not sort.
 */
export function readArchivePage(db: History, page: ArchivePage): Promise<ArchiveRow[]> {
  return withoutSorting(db, (trx) => archivePage(trx, page).execute());
}

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

function inTrueOrder(db: History, { floorKey, fromMs, toMs }: ArchiveRange): ArchiveQuery {
  let query = db.selectFrom('archive').selectAll().where('floor', '=', floorKey);
  if (fromMs !== undefined) query = query.where('at', '>=', fromMs);
  if (toMs !== undefined) query = query.where('at', '<', toMs);
  return query.orderBy('at').orderBy('rank').orderBy('source').orderBy('id');
}
