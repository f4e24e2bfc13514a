import type { MetricsBy } from '@watchfloor/contracts/metrics';
import { type RawBuilder, sql } from 'kysely';
import type { HistoryTransaction } from './connect.ts';

/** What is asked: [fromMs, toMs) of one floor, cut by a subject, parted at `starts` (empty: not parted). */
export type MetricCut = { floorKey: string; fromMs: number; toMs: number; by: MetricsBy; starts: readonly number[] };

/** A subject (null: nobody; by floor always null) and its bucket, 1 for the first. */
type Group = { key: string | null; bucket: number };
export type DistributionGroup = Group & { count: number; avg: number; p50: number; p90: number; p95: number; p99: number; max: number };
export type CountGroup = Group & { count: number };
export type EndGroup = Group & { queue: number; assigned: number; short: number; silent: number; wanted: number };

type Query<T> = (trx: HistoryTransaction, cut: MetricCut) => Promise<T[]>;

const columns = { agent: 'agent_id', team: 'team_id', shop: 'shop_id', channel: 'channel' } as const;

/** The subject's column of `t`. */
const keyOf = (cut: MetricCut): RawBuilder<unknown> => (cut.by === 'floor' ? sql`null::text` : sql.ref(`t.${columns[cut.by]}`));
const bucketOf = (cut: MetricCut): RawBuilder<unknown> =>
  cut.starts.length === 0 ? sql`1` : sql`width_bucket(t.at, ${cut.starts}::bigint[])`;
/** Half-open: the end belongs to the next range. */
const inRange = (cut: MetricCut): RawBuilder<unknown> => sql`t.floor = ${cut.floorKey} and t.at >= ${cut.fromMs} and t.at < ${cut.toMs}`;

/**
 * Exact count, mean (half up to the millisecond) and percentiles by nearest rank: percentile_disc gives the value of rank ceil(q * n).
 * The four share one sort.
 */
function distribution(cut: MetricCut, value: RawBuilder<unknown>, source: RawBuilder<unknown>): RawBuilder<DistributionGroup> {
  return sql<DistributionGroup>`
    select ${keyOf(cut)} as key, ${bucketOf(cut)} as bucket, count(*) as count, round(avg(${value}))::bigint as avg, max(${value}) as max,
      percentile_disc(0.5) within group (order by ${value}) as p50, percentile_disc(0.9) within group (order by ${value}) as p90,
      percentile_disc(0.95) within group (order by ${value}) as p95, percentile_disc(0.99) within group (order by ${value}) as p99
    from ${source} and ${value} is not null and ${inRange(cut)} group by 1, 2`;
}

/** `response`: length of the rounds replied to in the range, on the customer's clock; by agent on the replier's own. */
export const queryResponse: Query<DistributionGroup> = async (trx, cut) => {
  const value = cut.by === 'agent' ? sql.ref('t.agent_wait_ms') : sql.ref('t.customer_wait_ms');
  return (await distribution(cut, value, sql`rounds t where t.outcome = 'replied'`).execute(trx)).rows;
};

/** `firstResponse`: first valid human replies in the range, since the human was wanted; by agent since his assignment. */
export const queryFirstResponse: Query<DistributionGroup> = async (trx, cut) => {
  const value = cut.by === 'agent' ? sql.ref('t.agent_wait_ms') : sql.ref('t.wait_ms');
  return (await distribution(cut, value, sql`first_responses t where true`).execute(trx)).rows;
};

/** `handleTime`: stretches of holding that ended in the range, less the agent's suspension. */
export const queryHandleTime: Query<DistributionGroup> = async (trx, cut) =>
  (await distribution(cut, sql.ref('t.handle_ms'), sql`holds t where true`).execute(trx)).rows;

/** `handled`: distinct customers with a human reply in the range; of a bucket its own distinct ones, so buckets do not add up. */
export const queryHandled: Query<CountGroup> = async (trx, cut) => {
  const query = sql<CountGroup>`
    select ${keyOf(cut)} as key, ${bucketOf(cut)} as bucket, count(distinct t.customer_id) as count
    from replies t where ${inRange(cut)} group by 1, 2`;
  return (await query.execute(trx)).rows;
};

/**
 * `conversations`: episodes begun in the range. By agent: distinct episodes assigned to him in the range. By team, shop or channel: that of
 * the beginning, and where it had none yet, of the first assignment.
 */
export const queryConversations: Query<CountGroup> = async (trx, cut) => {
  if (cut.by === 'agent') {
    const assigned = sql<CountGroup>`
      select t.agent_id as key, ${bucketOf(cut)} as bucket, count(distinct t.episode_id) as count
      from episode_assignments t where t.agent_id is not null and ${inRange(cut)} group by 1, 2`;
    return (await assigned.execute(trx)).rows;
  }
  if (cut.by === 'floor') {
    const begun = sql<CountGroup>`
      select null::text as key, ${bucketOf(cut)} as bucket, count(*) as count from episodes t where ${inRange(cut)} group by 1, 2`;
    return (await begun.execute(trx)).rows;
  }
  const column = columns[cut.by];
  const begun = sql<CountGroup>`
    select coalesce(${sql.ref(`t.${column}`)}, first.key) as key, ${bucketOf(cut)} as bucket, count(*) as count
    from episodes t left join lateral (
      select ${sql.ref(`a.${column}`)} as key from episode_assignments a
      where a.floor = t.floor and a.episode_id = t.episode_id order by a.at, a.hold_id collate "C" limit 1
    ) first on ${sql.ref(`t.${column}`)} is null
    where ${inRange(cut)} group by 1, 2`;
  return (await begun.execute(trx)).rows;
};

/**
 * `abandoned` and what stands beside it: episodes that ended in the range without a human reply, by how; by agent those he held.
 * `wanted`, the denominator of `abandonRate`: those, without the short ones, and the episodes first answered in the range. An answer counts at
 * once and not at the close, because chats of some platforms never close.
 */
export const queryEnds: Query<EndGroup> = async (trx, cut) => {
  const query = sql<EndGroup>`
    select ${keyOf(cut)} as key, ${bucketOf(cut)} as bucket,
      count(*) filter (where t.abandoned = 'queue') as queue, count(*) filter (where t.abandoned = 'assigned') as assigned,
      count(*) filter (where t.abandoned = 'short') as short, count(*) filter (where t.abandoned = 'silent') as silent,
      count(*) filter (where t.abandoned <> 'short') as wanted
    from (
      select floor, at, agent_id, team_id, shop_id, channel, abandoned from episode_ends where abandoned is not null
      union all select floor, at, agent_id, team_id, shop_id, channel, 'answered' from first_responses
    ) t where ${inRange(cut)} group by 1, 2`;
  return (await query.execute(trx)).rows;
};
