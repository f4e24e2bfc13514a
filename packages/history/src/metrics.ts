import type { CohortFigures } from '@watchfloor/contracts/cohorts';
import type { FloorEntry } from '@watchfloor/contracts/floor';
import { instantOf } from '@watchfloor/contracts/instant';
import type { MetricsBy, MetricsRow } from '@watchfloor/contracts/metrics';
import type { Shift } from '@watchfloor/contracts/schedule';
import { cohortFiguresOf } from '@watchfloor/core/cohort/cohort-figures';
import { figuresOf } from '@watchfloor/core/measure/figures-of';
import type { Measure } from '@watchfloor/core/measure/measures-of';
import { emptyTally } from '@watchfloor/core/measure/tally';
import { shiftOccurrences } from '@watchfloor/core/schedule/shift-occurrences';
import type { FloorDay } from '@watchfloor/core/window/calendar-spans';
import { idOfSubject, type SubjectKey } from '@watchfloor/core/window/subject';
import { BUCKETS_MAX, bucketStarts, TooManyBuckets } from './bucket-starts.ts';
import { readCohortProgress } from './cohort-progress.ts';
import type { History, HistoryTransaction } from './connect.ts';
import type { Span } from './cover-range.ts';
import { HOUR_MS } from './fact-hours.ts';
import { mainCurrency, readCohorts } from './read-cohorts.ts';
import { readTallies, type SubjectTally } from './read-tallies.ts';
import { readTeams, withReception } from './reception.ts';
import { readRestatedFigures } from './restatements.ts';
import { readNames } from './subject-names.ts';

export type MetricsRequest = FloorDay & {
  /** `tenant/floor`. */
  floorKey: string;
  floorName: string;
  /** Epoch milliseconds, half-open [from, to). */
  fromMs: number;
  toMs: number;
  by: MetricsBy;
  bucket?: 'hour' | 'day' | 'shift';
  /** Those of the floor: what `bucket` speaks of. */
  shifts?: readonly Shift[];
  /** By which the floor's cohorts grow ripe. */
  clock: FloorEntry['clock'];
  /** What counts already of that which has not ended and is no fact yet: asked once for every bucket, after the facts have been read. */
  open?: (range: Span) => Measure[];
};

/** How the key of a subject begins, by what a figure is cut. */
const KINDS: Record<MetricsBy, string> = { agent: 'a:', team: 't:', shop: 's:', channel: 'c:', floor: 'f:' };

/**
 * The figures of a past range from the ledger by the definitions of metrics.md ("In a window"): counts, sums and greatest lengths exact. A row for
 * every subject (and bucket) that has any figure, sorted by key, then by bucket and shift. All from one snapshot of the database.
 * @throws TooManyBuckets when the range holds more than 20,000 hours, days or shifts.
 */
export async function queryMetrics(db: History, request: MetricsRequest): Promise<MetricsRow[]> {
  const { floorKey, by, open } = request;
  const series = seriesOf(request);
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const names = await readNames(trx, floorKey, by);
      const rows: MetricsRow[] = [];
      for (const { shift, buckets } of series) {
        const restatedIn = await restatements(trx, { floor: floorKey, buckets, kind: KINDS[by] });
        const cohortsIn = await cohorts(trx, request, buckets);
        const add = ({ subject, bucket, ...counted }: Pick<SubjectTally, 'subject' | 'bucket'> & Partial<SubjectTally>) => {
          const start = request.bucket ? buckets[bucket]?.start : undefined;
          const { tally = emptyTally(), handled = 0 } = counted;
          rows.push({
            ...nameOf(subject, request, names),
            ...(start === undefined ? {} : { bucket: instantOf(start) }),
            ...(shift ? { shift } : {}),
            ...figuresOf(tally, { exactMax: true, handled }),
            ...cohortsIn.take(subject, bucket),
            restated: restatedIn(subject, bucket),
          });
        };
        const asked = { floor: floorKey, buckets, kind: KINDS[by], ...(open ? { open } : {}) };
        for await (const told of readTallies(trx, asked)) add(told);
        // A cohort may be all that somebody has in a range: he asked another day.
        for (const left of cohortsIn.left()) add(left);
      }
      rows.sort(
        (a, b) => compare(a.key, b.key) || compare(a.bucket ?? '', b.bucket ?? '') || compare(a.shift?.id ?? '', b.shift?.id ?? ''),
      );
      return by === 'agent' ? withReception(rows, await readTeams(trx, floorKey)) : rows;
    });
}

/** The cohort figures of every subject in each bucket: those that are taken, and those that are left. */
async function cohorts(trx: HistoryTransaction, { floorKey: floor, by, clock, fromMs, toMs }: MetricsRequest, buckets: readonly Span[]) {
  const asOf = await readCohortProgress(trx, floor, clock);
  const currency = await mainCurrency(trx, { floor, from: fromMs, to: toMs });
  const tallies = await readCohorts(trx, { floor, buckets, kind: KINDS[by], asOf });
  return {
    take(subject: SubjectKey, bucket: number): CohortFigures {
      const tally = tallies.get(subject)?.get(bucket) ?? new Map();
      tallies.get(subject)?.delete(bucket);
      return cohortFiguresOf(tally, { currency, asOf });
    },
    left: () => [...tallies].flatMap(([subject, byBucket]) => [...byBucket.keys()].map((bucket) => ({ subject, bucket }))),
  };
}

/** How many restatements have changed a subject in a bucket, to the hour. */
async function restatements(
  trx: HistoryTransaction,
  { floor, buckets, kind }: { floor: string; buckets: readonly Span[]; kind: string },
): Promise<(subject: string, bucket: number) => number> {
  const [from, to] = [buckets[0]?.from ?? 0, buckets.at(-1)?.to ?? 0];
  const bySubject = Map.groupBy(await readRestatedFigures(trx, { floor, from, to, kind }), ({ subject }) => subject);
  return (subject, bucket) => {
    const span = buckets[bucket];
    if (!span) return 0;
    const touched = (bySubject.get(subject) ?? []).filter(({ hour }) => hour > span.from - HOUR_MS && hour < span.to);
    return new Set(touched.map(({ restatement }) => restatement)).size;
  };
}

/** Buckets in the order of time, none of which overlaps another; `start` is when each began, be it before the range. */
type Series = { shift?: MetricsRow['shift']; buckets: (Span & { start: number })[] };

/** The whole range, or the part of it that falls into each hour or day, or into each occurrence of a shift: shifts may overlap each other. */
function seriesOf({ fromMs, toMs, bucket, shifts = [], ...day }: MetricsRequest): Series[] {
  if (bucket === 'shift') return shiftSeries(shifts, day.zone, { from: fromMs, to: toMs });
  const starts = bucket ? bucketStarts(bucket, { fromMs, toMs }, day) : [fromMs];
  return [{ buckets: starts.map((start, i) => ({ start, from: Math.max(start, fromMs), to: Math.min(starts[i + 1] ?? toMs, toMs) })) }];
}

function shiftSeries(shifts: readonly Shift[], zone: string, range: Span): Series[] {
  let count = 0;
  const series = shifts.map((shift) => {
    const buckets: Series['buckets'] = [];
    for (const { from: start, to } of shiftOccurrences(shift, zone, range)) {
      if (++count > BUCKETS_MAX) throw new TooManyBuckets(`the range holds more than ${BUCKETS_MAX} shifts`);
      buckets.push({ start, from: Math.max(start, range.from), to: Math.min(to, range.to) });
    }
    return { shift: { id: shift.id, name: shift.name }, buckets };
  });
  return series.filter(({ buckets }) => buckets.length > 0);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function nameOf(subject: SubjectKey, { by, floorKey, floorName }: MetricsRequest, names: ReadonlyMap<string, string>) {
  if (by === 'floor') return { key: floorKey.slice(floorKey.indexOf('/') + 1), name: floorName };
  const key = idOfSubject(subject);
  return { key, name: names.get(key) ?? key };
}
