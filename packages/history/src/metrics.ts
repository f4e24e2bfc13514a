import { type Distribution, emptyDistribution } from '@watchfloor/contracts/distribution';
import { instantOf } from '@watchfloor/contracts/instant';
import type { MetricsBy, MetricsRow } from '@watchfloor/contracts/metrics';
import { bucketStarts, type FloorDay } from './bucket-starts.ts';
import type { History, HistoryTransaction } from './connect.ts';
import {
  type DistributionGroup,
  type EndGroup,
  type MetricCut,
  queryConversations,
  queryEnds,
  queryFirstResponse,
  queryHandled,
  queryHandleTime,
  queryResponse,
} from './metric-queries.ts';

export type MetricsRequest = FloorDay & {
  /** `tenant/floor`. */
  floorKey: string;
  floorName: string;
  /** Epoch milliseconds, half-open [from, to). */
  fromMs: number;
  toMs: number;
  by: MetricsBy;
  bucket?: 'hour' | 'day';
};

/** Below this many samples a percentile says nothing (metrics.md, "In a window"). */
const SAMPLES_MIN = 5;

/**
 * The figures of a past range from the ledger, exact, by the definitions of metrics.md ("In a window"). A row for every subject (and
 * bucket) that has any figure, sorted by key, nobody's (null) last, then by bucket. All from one snapshot of the database.
 * @throws TooManyBuckets when the range holds more than 20,000 hours or days.
 */
export async function queryMetrics(db: History, request: MetricsRequest): Promise<MetricsRow[]> {
  const starts = request.bucket ? bucketStarts(request.bucket, request, request) : [];
  const cut: MetricCut = { ...request, starts };
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const table = new MetricsTable(request, starts);
      for (const group of await queryResponse(trx, cut)) table.row(group).response = distributionOf(group);
      for (const group of await queryFirstResponse(trx, cut)) table.row(group).firstResponse = distributionOf(group);
      for (const group of await queryHandleTime(trx, cut)) table.row(group).handleTime = distributionOf(group);
      for (const group of await queryHandled(trx, cut)) table.row(group).handled = group.count;
      for (const group of await queryConversations(trx, cut)) table.row(group).conversations = group.count;
      for (const group of await queryEnds(trx, cut)) Object.assign(table.row(group), abandonmentOf(group));
      if (request.by === 'agent') table.name(await agentNames(trx, request.floorKey));
      return table.rows();
    });
}

/** The rows as they fill up, one metric after the other. */
class MetricsTable {
  readonly #rows = new Map<string, MetricsRow>();
  readonly #request: MetricsRequest;
  readonly #starts: readonly number[];

  constructor(request: MetricsRequest, starts: readonly number[]) {
    this.#request = request;
    this.#starts = starts;
  }

  row(group: { key: string | null; bucket: number }): MetricsRow {
    const id = JSON.stringify([group.key, group.bucket]);
    const held = this.#rows.get(id);
    if (held) return held;
    const { by, floorKey, floorName } = this.#request;
    const start = this.#starts[group.bucket - 1];
    const made: MetricsRow = {
      key: by === 'floor' ? floorKey.slice(floorKey.indexOf('/') + 1) : group.key,
      name: by === 'floor' ? floorName : (group.key ?? ''),
      ...(start === undefined ? {} : { bucket: instantOf(start) }),
      firstResponse: emptyDistribution,
      response: emptyDistribution,
      handleTime: emptyDistribution,
      handled: 0,
      conversations: 0,
      abandoned: 0,
      abandonedInQueue: 0,
      abandonedAssigned: 0,
      shortAbandons: 0,
      silentAbandons: 0,
      abandonRate: null,
    };
    this.#rows.set(id, made);
    return made;
  }

  name(names: Map<string, string>): void {
    for (const row of this.#rows.values()) row.name = (row.key === null ? undefined : names.get(row.key)) ?? row.name;
  }

  rows(): MetricsRow[] {
    const key = (a: MetricsRow, b: MetricsRow) => {
      if (a.key === b.key) return 0;
      return a.key !== null && (b.key === null || a.key < b.key) ? -1 : 1;
    };
    const bucket = (row: MetricsRow) => (row.bucket === undefined ? 0 : Date.parse(row.bucket));
    return [...this.#rows.values()].sort((a, b) => key(a, b) || bucket(a) - bucket(b));
  }
}

function distributionOf(group: DistributionGroup): Distribution {
  const known = group.count >= SAMPLES_MIN;
  return {
    count: group.count,
    avgMs: group.avg,
    p50Ms: known ? group.p50 : null,
    p90Ms: known ? group.p90 : null,
    p95Ms: known ? group.p95 : null,
    p99Ms: known ? group.p99 : null,
    maxMs: group.max,
  };
}

function abandonmentOf({ queue, assigned, short, silent, wanted }: EndGroup): Partial<MetricsRow> {
  const abandoned = queue + assigned;
  return {
    abandoned,
    abandonedInQueue: queue,
    abandonedAssigned: assigned,
    shortAbandons: short,
    silentAbandons: silent,
    abandonRate: wanted === 0 ? null : abandoned / wanted,
  };
}

async function agentNames(trx: HistoryTransaction, floorKey: string): Promise<Map<string, string>> {
  const agents = await trx.selectFrom('agents').select(['id', 'name']).where('floor', '=', floorKey).execute();
  return new Map(agents.map((agent) => [agent.id, agent.name]));
}
