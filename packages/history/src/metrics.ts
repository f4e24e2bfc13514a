import { instantOf } from '@watchfloor/contracts/instant';
import type { MetricsBy, MetricsRow } from '@watchfloor/contracts/metrics';
import { figuresOf } from '@watchfloor/core/measure/figures-of';
import type { Measure } from '@watchfloor/core/measure/measures-of';
import { idOfSubject, type SubjectKey } from '@watchfloor/core/window/subject';
import { bucketStarts, type FloorDay } from './bucket-starts.ts';
import type { History, HistoryTransaction } from './connect.ts';
import type { Span } from './cover-range.ts';
import { readTallies } from './read-tallies.ts';

export type MetricsRequest = FloorDay & {
  /** `tenant/floor`. */
  floorKey: string;
  floorName: string;
  /** Epoch milliseconds, half-open [from, to). */
  fromMs: number;
  toMs: number;
  by: MetricsBy;
  bucket?: 'hour' | 'day';
  /** What counts already of that which has not ended and is no fact yet: asked once for every bucket, after the facts have been read. */
  open?: (range: Span) => Measure[];
};

/** How the key of a subject begins, by what a figure is cut. */
const KINDS: Record<MetricsBy, string> = { agent: 'a:', team: 't:', shop: 's:', channel: 'c:', floor: 'f:' };

/**
 * The figures of a past range from the ledger by the definitions of metrics.md ("In a window"): counts, sums and greatest lengths exact. A row for
 * every subject (and bucket) that has any figure, sorted by key, then by bucket. All from one snapshot of the database.
 * @throws TooManyBuckets when the range holds more than 20,000 hours or days.
 */
export async function queryMetrics(db: History, request: MetricsRequest): Promise<MetricsRow[]> {
  const { floorKey, by, open } = request;
  const buckets = bucketsOf(request);
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const names = by === 'agent' ? await agentNames(trx, floorKey) : new Map<string, string>();
      const rows: MetricsRow[] = [];
      const asked = { floor: floorKey, buckets, kind: KINDS[by], ...(open ? { open } : {}) };
      for await (const { subject, bucket, tally, handled } of readTallies(trx, asked)) {
        const start = request.bucket ? buckets[bucket]?.start : undefined;
        rows.push({
          ...nameOf(subject, request, names),
          ...(start === undefined ? {} : { bucket: instantOf(start) }),
          ...figuresOf(tally, { exactMax: true, handled }),
          restated: 0,
        });
      }
      return rows.sort((a, b) => compare(a.key, b.key) || compare(a.bucket ?? '', b.bucket ?? ''));
    });
}

/** The whole range, or the part of it that falls into each hour or day; `start` is when that began. */
function bucketsOf({ fromMs, toMs, bucket, ...day }: MetricsRequest): (Span & { start: number })[] {
  const starts = bucket ? bucketStarts(bucket, { fromMs, toMs }, day) : [fromMs];
  return starts.map((start, i) => ({ start, from: Math.max(start, fromMs), to: Math.min(starts[i + 1] ?? toMs, toMs) }));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function nameOf(subject: SubjectKey, { by, floorKey, floorName }: MetricsRequest, names: ReadonlyMap<string, string>) {
  if (by === 'floor') return { key: floorKey.slice(floorKey.indexOf('/') + 1), name: floorName };
  const key = idOfSubject(subject);
  return { key, name: names.get(key) ?? key };
}

async function agentNames(trx: HistoryTransaction, floorKey: string): Promise<Map<string, string>> {
  const agents = await trx.selectFrom('agents').select(['id', 'name']).where('floor', '=', floorKey).execute();
  return new Map(agents.map((agent) => [agent.id, agent.name]));
}
