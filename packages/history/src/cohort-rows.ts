import { countsOf } from '@watchfloor/core/cohort/cohort-counts';
import type { CohortItem } from '@watchfloor/core/cohort/cohort-item';
import { subjectsOf } from '@watchfloor/core/window/subject';
import { sql } from 'kysely';
import type { HistoryTransaction } from './connect.ts';
import { hourOf } from './fact-hours.ts';
import type { CohortHourRow, CohortItemRow } from './schema.ts';
import { storableText } from './storable-text.ts';

/** What is stored of some customers, by customer. */
export async function readItemRows(
  trx: HistoryTransaction,
  { floor, customers }: { floor: string; customers: readonly string[] },
): Promise<CohortItemRow[]> {
  const { rows } = await sql<CohortItemRow>`
    select * from cohort_items where floor = ${floor} and customer = any(${customers}::text[])`.execute(trx);
  return rows;
}

/** Takes items out and puts others in, and changes what their hours add up to by the difference. */
export async function changeItems(
  trx: HistoryTransaction,
  { gone, added }: { gone: readonly CohortItemRow[]; added: readonly CohortItemRow[] },
): Promise<void> {
  const column = (rows: readonly CohortItemRow[], name: 'floor' | 'customer' | 'key' | 'body') =>
    sql`${rows.map((row) => row[name])}::text[]`;
  if (gone.length > 0)
    await sql`
      delete from cohort_items as held using unnest(${column(gone, 'floor')}, ${column(gone, 'customer')}, ${column(gone, 'key')})
        as gone (floor, customer, key)
      where held.floor = gone.floor and held.customer = gone.customer and held.key = gone.key`.execute(trx);
  if (added.length > 0)
    await sql`
      insert into cohort_items (floor, customer, key, at, body)
      select * from unnest(
        ${column(added, 'floor')}, ${column(added, 'customer')}, ${column(added, 'key')}, ${added.map(({ at }) => at)}::bigint[],
        ${column(added, 'body')}
      )`.execute(trx);
  await addToHours(trx, differenceOf(gone, added));
}

type HourChange = Omit<CohortHourRow, 'n'> & { n: bigint };

function differenceOf(gone: readonly CohortItemRow[], added: readonly CohortItemRow[]): HourChange[] {
  const changes = new Map<string, HourChange>();
  const count = (row: CohortItemRow, sign: 1n | -1n) => {
    for (const change of hoursOf(row)) {
      const name = [change.floor, change.hour, change.subject, change.name, change.lasts].join('\u0000');
      const found = changes.get(name);
      if (found) found.n += sign * change.n;
      else changes.set(name, { ...change, n: sign * change.n });
    }
  };
  for (const row of gone) count(row, -1n);
  for (const row of added) count(row, 1n);
  return [...changes.values()].filter(({ n }) => n !== 0n);
}

function hoursOf({ floor, at, body }: CohortItemRow): HourChange[] {
  const item = JSON.parse(body) as CohortItem;
  const counts = countsOf(item);
  return subjectsOf(item.cut).flatMap((key) => {
    const subject = storableText(key);
    return counts.map(({ name, lastsMs, n }) => ({
      floor,
      kind: subject.charAt(0),
      hour: hourOf(at),
      subject,
      name: storableText(name),
      lasts: lastsMs,
      n,
    }));
  });
}

async function addToHours(trx: HistoryTransaction, changes: readonly HourChange[]): Promise<void> {
  if (changes.length === 0) return;
  const texts = (name: 'floor' | 'kind' | 'subject' | 'name') => sql`${changes.map((change) => change[name])}::text[]`;
  const numbers = (name: 'hour' | 'lasts') => sql`${changes.map((change) => change[name])}::bigint[]`;
  await sql`
    insert into cohort_hours (floor, kind, hour, subject, name, lasts, n)
    select * from unnest(
      ${texts('floor')}, ${texts('kind')}, ${numbers('hour')}, ${texts('subject')}, ${texts('name')}, ${numbers('lasts')},
      ${changes.map(({ n }) => String(n))}::numeric[]
    ) on conflict (floor, kind, hour, subject, name, lasts) do update set n = cohort_hours.n + excluded.n`.execute(trx);
  const lowered = changes.filter(({ n }) => n < 0n);
  if (lowered.length === 0) return;
  await sql`
    delete from cohort_hours as held
    using unnest(${lowered.map(({ floor }) => floor)}::text[], ${lowered.map(({ kind }) => kind)}::text[], ${lowered.map(({ hour }) => hour)}::bigint[])
      as touched (floor, kind, hour)
    where held.floor = touched.floor and held.kind = touched.kind and held.hour = touched.hour and held.n = 0`.execute(trx);
}
