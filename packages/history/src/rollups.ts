import type { Tally } from '@watchfloor/core/measure/tally';
import { decodeTally, encodeTally } from '@watchfloor/core/measure/tally-text';
import type { SubjectKey } from '@watchfloor/core/window/subject';
import { sql } from 'kysely';
import { binaryIntegers, binaryTexts } from './binary-array.ts';
import type { HistoryTransaction } from './connect.ts';
import type { Rolled, Span, Tier } from './cover-range.ts';
import { HOUR_MS, hourOf } from './fact-hours.ts';
import { storableText } from './storable-text.ts';

/** The rolled up figures of a floor that begin at some instants, all of one tier. */
export type RollupSource = { floor: string; tier: Tier; starts: readonly number[] };
/** Figures of one subject in one span. `handled` is the number of customers, who are themselves in the tally only when they were asked for. */
export type Rollup = { start: number; subject: SubjectKey; handled: number; tally: Tally };

/** What is rolled up inside a range, and which of its hours have facts. */
export async function readRolled(trx: HistoryTransaction, floor: string, { from, to }: Span): Promise<Rolled> {
  const spans = await trx
    .selectFrom('rollup_spans')
    .select(['tier', 'start as from', 'until as to'])
    .where('floor', '=', floor)
    .where('start', '>=', from)
    .where('start', '<', to)
    .execute();
  const hours = await trx
    .selectFrom('fact_hours')
    .select(['hour', sql<boolean>`rolled = version`.as('complete')])
    .where('floor', '=', floor)
    .where('hour', '>=', hourOf(from))
    .where('hour', '<', to)
    .execute();
  return { spans, hours: new Map(hours.map(({ hour, complete }) => [hour, complete])) };
}

/** Everybody who has figures in a source, of those whose key begins with `kind`. */
export async function readSubjects(trx: HistoryTransaction, { floor, tier, starts }: RollupSource, kind: string): Promise<SubjectKey[]> {
  const { rows } = await sql<{ subject: SubjectKey }>`
    select distinct subject from rollups
    where floor = ${floor} and tier = ${tier} and start = any(${starts}::bigint[]) and subject >= ${kind} and subject < ${`${kind}\u{10ffff}`}`.execute(
    trx,
  );
  return rows.map(({ subject }) => subject);
}

/** The figures of some subjects in a source. */
export async function readRollups(
  trx: HistoryTransaction,
  { floor, tier, starts }: RollupSource,
  { subjects, customers }: { subjects: readonly SubjectKey[]; customers: boolean },
): Promise<Rollup[]> {
  const { rows } = await sql<{ start: number; subject: SubjectKey; handled: number; tally: string; customers?: string }>`
    select start, subject, handled, tally ${customers ? sql`, customers` : sql``} from rollups
    where floor = ${floor} and tier = ${tier} and start = any(${starts}::bigint[]) and subject = any(${subjects}::text[])`.execute(trx);
  return rows.map((row) => ({ start: row.start, subject: row.subject, handled: row.handled, tally: withCustomers(row) }));
}

function withCustomers({ tally: text, customers }: { tally: string; customers?: string }): Tally {
  const tally = decodeTally(text);
  if (customers !== undefined) for (const id of JSON.parse(customers) as string[]) tally.customers.set(id, 1);
  return tally;
}

/** Takes away what was rolled up of a span, and keeps others from rolling it up until the transaction ends. */
export async function deleteRollups(
  trx: HistoryTransaction,
  { floor, tier, start }: { floor: string; tier: Tier; start: number },
): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`roll up ${tier} ${start} of ${floor}`}, 0))`.execute(trx);
  await trx.deleteFrom('rollups').where('floor', '=', floor).where('tier', '=', tier).where('start', '=', start).execute();
}

/** Writes what was rolled up of a span. How often a customer was answered is left out: nothing is ever taken back from a rollup. */
export async function insertRollups(
  trx: HistoryTransaction,
  { floor, tier, start }: { floor: string; tier: Tier; start: number },
  tallies: Iterable<readonly [SubjectKey, Tally]>,
): Promise<void> {
  const rows = [...tallies].map(([subject, tally]) => ({
    subject: storableText(subject),
    handled: tally.customers.size,
    tally: encodeTally({ ...tally, customers: new Map() }),
    customers: JSON.stringify([...tally.customers.keys()]),
  }));
  if (rows.length === 0) return;
  const texts = (name: 'subject' | 'tally' | 'customers') => sql`${binaryTexts(rows.map((row) => row[name]))}::text[]`;
  await sql`
    insert into rollups (floor, tier, start, subject, handled, tally, customers)
    select ${floor}, ${tier}, ${start}::bigint, subject, handled, tally, customers
    from unnest(${texts('subject')}, ${binaryIntegers(rows.map(({ handled }) => handled))}::bigint[], ${texts('tally')}, ${texts('customers')})
      as rollup (subject, handled, tally, customers)`.execute(trx);
}

/**
 * Lets nobody write facts of a floor until the end of the transaction, and sees everything written before: the recording updates this row first
 * (see `touchHours`). To be held for an instant only.
 */
export async function holdFloor(trx: HistoryTransaction, floor: string): Promise<void> {
  await sql`select through from floor_through where floor = ${floor} for update`.execute(trx);
}

/** An hour's end, or a span's: instants at which hours begin. */
export const isOnTheHour = (at: number): boolean => at % HOUR_MS === 0;
