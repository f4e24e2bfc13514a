import { type CohortCountName, countsOf } from '@watchfloor/core/cohort/cohort-counts';
import { addCohortCount, type CohortTally } from '@watchfloor/core/cohort/cohort-figures';
import type { CohortItem } from '@watchfloor/core/cohort/cohort-item';
import { type SubjectKey, subjectsOf } from '@watchfloor/core/window/subject';
import { sql } from 'kysely';
import type { HistoryTransaction } from './connect.ts';
import type { Span } from './cover-range.ts';
import { HOUR_MS, hourOf } from './fact-hours.ts';
import { storableText } from './storable-text.ts';

/**
 * `buckets` are in the order of time, none overlaps. `kind`: how the keys of the wanted subjects begin. `asOf`: what
 * may change after this instant is immature; null: everything.
 */
type Asked = { floor: string; buckets: readonly Span[]; kind: string; asOf: number | null };

/** What cohort items of a floor add up to in each bucket, by subject: a tally at the index of its bucket. */
export type CohortTallies = Map<SubjectKey, Map<number, CohortTally>>;

/** Whole UTC hours by what they add up to, the hours that are not whole, or in which some items are mature and others not, item by item. */
export async function readCohorts(trx: HistoryTransaction, asked: Asked): Promise<CohortTallies> {
  const tallies: CohortTallies = new Map();
  const apart = [...new Set([...unevenHours(asked.buckets), ...(await ripeningHours(trx, asked))])].sort((a, b) => a - b);
  await addHours(trx, asked, apart, tallies);
  await addItems(trx, asked, apart, tallies);
  return tallies;
}

const endsOf = (buckets: readonly Span[]): Span => ({ from: buckets[0]?.from ?? 0, to: buckets.at(-1)?.to ?? 0 });

/** The hours in which a bucket begins or ends. */
const unevenHours = (buckets: readonly Span[]): number[] =>
  buckets.flatMap(({ from, to }) => [from, to].filter((edge) => edge !== hourOf(edge)).map(hourOf));

/** Hours in which what counts under one name is mature in the beginning and not yet at the end. */
async function ripeningHours(trx: HistoryTransaction, { floor, buckets, asOf }: Asked): Promise<number[]> {
  if (asOf === null) return [];
  const { from, to } = endsOf(buckets);
  const { rows } = await sql<{ hour: number }>`
    select distinct hour from cohort_hours where floor = ${floor} and kind = 'f' and hour >= ${hourOf(from)} and hour < ${to}
      and lasts > 0 and hour + lasts <= ${asOf} and hour + lasts > ${asOf - HOUR_MS}`.execute(trx);
  return rows.map(({ hour }) => hour);
}

type HourSum = { subject: SubjectKey; bucket: number; name: CohortCountName; immature: boolean; n: string };

async function addHours(trx: HistoryTransaction, asked: Asked, apart: readonly number[], tallies: CohortTallies): Promise<void> {
  const { floor, buckets, kind, asOf } = asked;
  const { from, to } = endsOf(buckets);
  const { rows } = await sql<HourSum>`
    select subject, bucket, name, lasts > 0 and hour + lasts > ${asOf ?? Number.MIN_SAFE_INTEGER} as immature, sum(n)::text as n
    from (
      select *, width_bucket(hour, ${buckets.map((bucket) => bucket.from)}::bigint[]) - 1 as bucket from cohort_hours
      where floor = ${floor} and kind = ${kind.charAt(0)} and hour >= ${hourOf(from)} and hour < ${to} and hour <> all(${apart}::bigint[])
    ) as counted
    where hour < (${buckets.map((bucket) => bucket.to)}::bigint[])[bucket + 1]
    group by 1, 2, 3, 4`.execute(trx);
  for (const { subject, bucket, name, immature, n } of rows)
    addCohortCount(tallyAt(tallies, subject, bucket), { name, n: BigInt(n) }, immature);
}

async function addItems(trx: HistoryTransaction, asked: Asked, apart: readonly number[], tallies: CohortTallies): Promise<void> {
  const { floor, buckets, kind, asOf } = asked;
  const range = endsOf(buckets);
  for (const hours of runsOf(apart)) {
    const { rows } = await sql<{ at: number; body: string }>`
      select at, body from cohort_items
      where floor = ${floor} and at >= ${Math.max(hours.from, range.from)} and at < ${Math.min(hours.to, range.to)}`.execute(trx);
    for (const { at, body } of rows) {
      const item = JSON.parse(body) as CohortItem;
      const bucket = buckets.findLastIndex((span) => span.from <= at);
      if (at >= (buckets[bucket]?.to ?? 0)) continue;
      for (const key of subjectsOf(item.cut)) {
        const subject = storableText(key) as SubjectKey;
        if (!subject.startsWith(kind)) continue;
        for (const count of countsOf(item)) {
          const immature = count.lastsMs > 0 && (asOf === null || at + count.lastsMs > asOf);
          addCohortCount(tallyAt(tallies, subject, bucket), count, immature);
        }
      }
    }
  }
}

/** Hours that follow one another as one span. */
function runsOf(hours: readonly number[]): Span[] {
  const runs: Span[] = [];
  for (const hour of hours) {
    const last = runs.at(-1);
    if (last?.to === hour) last.to = hour + HOUR_MS;
    else runs.push({ from: hour, to: hour + HOUR_MS });
  }
  return runs;
}

function tallyAt(tallies: CohortTallies, subject: SubjectKey, bucket: number): CohortTally {
  const byBucket = tallies.get(subject) ?? new Map<number, CohortTally>();
  tallies.set(subject, byBucket);
  const tally = byBucket.get(bucket) ?? new Map();
  byBucket.set(bucket, tally);
  return tally;
}

/** The currency in which most buyers of a floor paid in the hours that a range touches, of several the first by name; null when nobody did. */
export async function mainCurrency(trx: HistoryTransaction, { floor, from, to }: Span & { floor: string }): Promise<string | null> {
  const { rows } = await sql<{ name: string }>`
    select name from cohort_hours where floor = ${floor} and kind = 'f' and hour >= ${hourOf(from)} and hour < ${to} and name like 'payers:%'
    group by name having sum(n) > 0 order by sum(n) desc, name limit 1`.execute(trx);
  return rows[0]?.name.slice('payers:'.length) ?? null;
}
