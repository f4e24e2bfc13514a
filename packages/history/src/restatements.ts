import { instantOf } from '@watchfloor/contracts/instant';
import type { RestatedChange, RestatedEvent } from '@watchfloor/contracts/restatement';
import { Restatement, type RestatementOutcome } from '@watchfloor/contracts/restatement';
import { sql } from 'kysely';
import type { History, HistoryTransaction } from './connect.ts';
import type { LateEventRow, RestatedSubjectRow } from './schema.ts';

/** Notes events that came too late for the live figures; one that is noted already stays as it is. */
export async function noteLateEvents(trx: HistoryTransaction, rows: readonly LateEventRow[]): Promise<void> {
  if (rows.length > 0)
    await trx
      .insertInto('late_events')
      .values([...rows])
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

/** Those of some subjects of a batch that have been restated. */
export async function findRestated(
  trx: HistoryTransaction,
  asked: readonly { floor: string; subject: string }[],
): Promise<{ floor: string; subject: string }[]> {
  if (asked.length === 0) return [];
  const { rows } = await sql<{ floor: string; subject: string }>`
    select held.floor, held.subject from restated_subjects held
    join unnest(${asked.map(({ floor }) => floor)}::text[], ${asked.map(({ subject }) => subject)}::text[]) as asked (floor, subject)
      on held.floor = asked.floor collate "C" and held.subject = asked.subject collate "C"`.execute(trx);
  return rows;
}

/** There is more of some restated subjects in the log. */
export async function markStale(trx: HistoryTransaction, subjects: readonly { floor: string; subject: string }[]): Promise<void> {
  for (const { floor, subject } of subjects)
    await trx.updateTable('restated_subjects').set({ stale: true }).where('floor', '=', floor).where('subject', '=', subject).execute();
}

type Marked = Pick<RestatedSubjectRow, 'floor' | 'subject' | 'partition' | 'changed_at'>;

/** Marks subjects to be told anew, restated before or not. */
export async function putStale(trx: HistoryTransaction, rows: readonly Marked[]): Promise<void> {
  if (rows.length === 0) return;
  await trx
    .insertInto('restated_subjects')
    .values(rows.map((row) => ({ ...row, stale: true, live: null, late_from: null, late_through: null })))
    .onConflict((conflict) => conflict.columns(['floor', 'subject']).doUpdateSet({ stale: true }))
    .execute();
}

/** Partitions that have something to restate. */
export async function partitionsToRestate(db: History): Promise<number[]> {
  const { rows } = await sql<{ partition: number }>`
    select partition from late_events union select partition from restated_subjects where stale order by 1`.execute(db);
  return rows.map(({ partition }) => partition);
}

/** Late events of a partition, the oldest first, at most `limit`. */
export const readLateEvents = (db: History, partition: number, limit: number): Promise<LateEventRow[]> =>
  db.selectFrom('late_events').selectAll().where('partition', '=', partition).orderBy('noted_at').orderBy('at').limit(limit).execute();

export const readStaleSubjects = (db: History, partition: number, limit: number): Promise<RestatedSubjectRow[]> =>
  db.selectFrom('restated_subjects').selectAll().where('partition', '=', partition).where('stale', '=', true).limit(limit).execute();

/** The late events have been taken in, or never will be. */
export async function dropLateEvents(trx: HistoryTransaction, rows: readonly LateEventRow[]): Promise<void> {
  for (const { floor, at, source, event_id } of rows)
    await trx
      .deleteFrom('late_events')
      .where('floor', '=', floor)
      .where('at', '=', at)
      .where('source', '=', source)
      .where('event_id', '=', event_id)
      .execute();
}

/** What is known of a subject that has been restated; null of one that has not. */
export const findRestatedSubject = async (trx: HistoryTransaction, floor: string, subject: string): Promise<RestatedSubjectRow | null> =>
  (await trx.selectFrom('restated_subjects').selectAll().where('floor', '=', floor).where('subject', '=', subject).executeTakeFirst()) ??
  null;

/** The keeper can be relied on again. */
export async function forgetRestated(trx: HistoryTransaction, floor: string, subject: string): Promise<void> {
  await trx.deleteFrom('restated_subjects').where('floor', '=', floor).where('subject', '=', subject).execute();
}

/** From now on the facts of a subject come from the archive. */
export async function keepRestated(trx: HistoryTransaction, row: Omit<RestatedSubjectRow, 'stale'>): Promise<void> {
  await trx
    .insertInto('restated_subjects')
    .values({ ...row, stale: false })
    .onConflict((conflict) =>
      conflict.columns(['floor', 'subject']).doUpdateSet({
        stale: false,
        live: row.live,
        changed_at: row.changed_at,
        late_from: row.late_from,
        late_through: row.late_through,
      }),
    )
    .execute();
}

type Noted = {
  floor: string;
  subject: string;
  notedAt: number;
  outcome: RestatementOutcome;
  events: RestatedEvent[];
  changes: RestatedChange[];
  /** UTC hour -> subjects of figures (SubjectKey) that it changed in it. */
  figures: ReadonlyMap<number, ReadonlySet<string>>;
};

/** Keeps what was restated, and which figures it changed. */
export async function noteRestatement(trx: HistoryTransaction, noted: Noted): Promise<void> {
  const { floor, subject, outcome } = noted;
  const { id } = await trx
    .insertInto('restatements')
    .values({
      floor,
      subject,
      outcome,
      noted_at: noted.notedAt,
      events: JSON.stringify(noted.events),
      changes: JSON.stringify(noted.changes),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const figures = [...noted.figures].flatMap(([hour, subjects]) =>
    [...subjects].map((key) => ({ floor, hour, subject: key, restatement: id })),
  );
  if (figures.length > 0) await trx.insertInto('restated_figures').values(figures).execute();
}

/** Restatements of a floor, the latest first; `next` is the `before` of the page that follows, null on the last. */
export async function listRestatements(
  db: History,
  { floorKey, before, limit }: { floorKey: string; before?: number | undefined; limit: number },
): Promise<{ items: Restatement[]; next: number | null }> {
  let query = db.selectFrom('restatements').selectAll().where('floor', '=', floorKey);
  if (before !== undefined) query = query.where('id', '<', before);
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map(({ id, noted_at, subject, outcome, events, changes }) =>
    Restatement.parse({
      id,
      notedAt: instantOf(noted_at),
      subject: { kind: subject.startsWith('c:') ? 'conversation' : 'agent', id: subject.slice(2) },
      outcome,
      events: JSON.parse(events),
      changes: JSON.parse(changes),
    }),
  );
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** Which restatements have changed figures of subjects (whose keys begin with `kind`) in the UTC hours that [from, to) touches. */
export async function readRestatedFigures(
  db: HistoryTransaction,
  { floor, from, to, kind }: { floor: string; from: number; to: number; kind: string },
): Promise<{ hour: number; subject: string; restatement: number }[]> {
  return db
    .selectFrom('restated_figures')
    .select(['hour', 'subject', 'restatement'])
    .where('floor', '=', floor)
    .where('hour', '>', from - 3_600_000)
    .where('hour', '<', to)
    .where('subject', 'like', `${kind}%`)
    .execute();
}

/** What restated conversations and agents of a floor are now, in truth. */
export const readRestatedSubjects = (db: History, floorKey: string): Promise<Pick<RestatedSubjectRow, 'subject' | 'live'>[]> =>
  db.selectFrom('restated_subjects').select(['subject', 'live']).where('floor', '=', floorKey).execute();

/** Forgets subjects of which nothing has come for long: what the keeper knows of them is true again, or over. Gives how many. */
export async function sweepRestated(db: History, before: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('restated_subjects')
    .where('stale', '=', false)
    .where((where) => where.or([where('live', 'is', null), where('subject', 'like', 'a:%')]))
    .where('changed_at', '<', before)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
