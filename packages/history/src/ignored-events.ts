import { sql } from 'kysely';
import type { History } from './connect.ts';
import type { IgnoredEventRow } from './schema.ts';

/** Where a page of ignored events ends: the last one on it. */
export type IgnoredPlace = { at: number; source: string; id: string };
/** Half-open [fromMs, toMs); absent bounds are open. */
export type IgnoredRange = { floorKey: string; fromMs?: number | undefined; toMs?: number | undefined };
export type IgnoredAsked = IgnoredRange & { reason?: string | undefined; after?: IgnoredPlace | undefined; limit: number };

type Shown = Pick<IgnoredEventRow, 'at' | 'source' | 'type' | 'subject' | 'reason'> & { id: string };

const columns = ['at', 'source', 'event_id as id', 'type', 'subject', 'reason'] as const;

/** Events of a floor that changed nothing, newest first; `next` is the `after` of the page that follows, null on the last. */
export async function listIgnoredEvents(
  db: History,
  { floorKey, fromMs, toMs, reason, after, limit }: IgnoredAsked,
): Promise<{ items: Shown[]; next: IgnoredPlace | null }> {
  let query = db.selectFrom('ignored_events').select(columns).where('floor', '=', floorKey);
  if (fromMs !== undefined) query = query.where('at', '>=', fromMs);
  if (toMs !== undefined) query = query.where('at', '<', toMs);
  if (reason !== undefined) query = query.where('reason', '=', reason);
  if (after) query = query.where(sql<boolean>`(at, source, event_id) < (${after.at}, ${after.source}, ${after.id})`);
  const rows = await query
    .orderBy('at', 'desc')
    .orderBy('source', 'desc')
    .orderBy('event_id', 'desc')
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? { at: last.at, source: last.source, id: last.id } : null };
}

/** How many there are in a range by reason, the most first. */
export async function countIgnoredEvents(
  db: History,
  { floorKey, fromMs, toMs }: IgnoredRange,
): Promise<{ reason: string; count: number }[]> {
  let query = db.selectFrom('ignored_events').where('floor', '=', floorKey);
  if (fromMs !== undefined) query = query.where('at', '>=', fromMs);
  if (toMs !== undefined) query = query.where('at', '<', toMs);
  return query
    .select(({ fn }) => ['reason', fn.countAll<number>().as('count')])
    .groupBy('reason')
    .orderBy('count', 'desc')
    .orderBy('reason')
    .execute();
}
