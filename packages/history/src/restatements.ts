import { instantOf } from '@watchfloor/contracts/instant';
import type { RestatedChange, RestatedEvent } from '@watchfloor/contracts/restatement';
import { Restatement, type RestatementOutcome } from '@watchfloor/contracts/restatement';
import { sql } from 'kysely';
import type { History, HistoryTransaction } from './connect.ts';
import type { LateEventRow, RestatedSubjectRow } from './schema.ts';

/** A conversation (`c:` and its id) or an agent (`a:`) of a floor (`tenant/floor`). */
export type Owner = { floor: string; subject: string };

const floorsOf = (owners: readonly Owner[]) => sql`${owners.map(({ floor }) => floor)}::text[]`;
const subjectsOf = (owners: readonly Owner[]) => sql`${owners.map(({ subject }) => subject)}::text[]`;

/** Those of some subjects of a batch that have been restated. */
export async function findRestated(trx: HistoryTransaction, asked: readonly Owner[]): Promise<(Owner & { states_only: boolean })[]> {
  if (asked.length === 0) return [];
  const { rows } = await sql<Owner & { states_only: boolean }>`
    select held.floor, held.subject, held.states_only from restated_subjects held
    join unnest(${floorsOf(asked)}, ${subjectsOf(asked)}) as asked (floor, subject)
      on held.floor = asked.floor collate "C" and held.subject = asked.subject collate "C"`.execute(trx);
  return rows;
}

/** Marks subjects to be told anew, restated before or not: there is more of them in the log, or something that they hang on has changed. */
export async function putStale(
  trx: HistoryTransaction,
  rows: readonly (Owner & { partition: number; changed_at: number })[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into restated_subjects (floor, subject, partition, stale, changed_at)
    select floor, subject, partition, true, changed_at
    from unnest(
      ${floorsOf(rows)}, ${subjectsOf(rows)}, ${rows.map(({ partition }) => partition)}::int[],
      ${rows.map((row) => row.changed_at)}::bigint[]
    ) as marked (floor, subject, partition, changed_at)
    on conflict (floor, subject) do update set stale = true`.execute(trx);
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
        states_only: row.states_only,
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
