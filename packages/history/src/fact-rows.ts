import { type RawBuilder, sql } from 'kysely';
import { binaryIntegers, binaryTexts } from './binary-array.ts';
import type { HistoryTransaction } from './connect.ts';
import type { EarlyFactRow, FactRow } from './schema.ts';

/** A row's natural key, and for early facts the day it stands under. */
type FactKey = Pick<FactRow, 'floor' | 'at' | 'key'>;
type EarlyFactKey = Pick<EarlyFactRow, 'floor' | 'day' | 'at' | 'key'>;

const texts = (values: string[]): RawBuilder<unknown> => sql`${binaryTexts(values)}::text[]`;
const integers = (values: number[]): RawBuilder<unknown> => sql`${binaryIntegers(values)}::bigint[]`;
/** Arrays of ours hold no null. */
const orEmpty = (text: string | null): string => text ?? '';

/**
 * Inserts facts with one statement; their days must have partitions. A fact that is there already is replaced. `restated`: a late event has made them
 * what they are.
 */
export async function insertFacts(trx: HistoryTransaction, rows: readonly FactRow[], { restated = false } = {}): Promise<number> {
  if (rows.length === 0) return 0;
  const columns = [
    texts(rows.map((row) => row.floor)),
    integers(rows.map((row) => row.at)),
    texts(rows.map((row) => row.key)),
    texts(rows.map((row) => row.type)),
    texts(rows.map((row) => orEmpty(row.agent_id))),
    texts(rows.map((row) => orEmpty(row.conversation_id))),
    texts(rows.map((row) => orEmpty(row.customer_id))),
    texts(rows.map((row) => row.body)),
  ];
  const result = await sql`
    insert into facts (floor, at, key, type, agent_id, conversation_id, customer_id, body, restated)
    select floor, at, key, type, nullif(agent_id, ''), nullif(conversation_id, ''), nullif(customer_id, ''), body, ${sql.lit(restated)}
    from unnest(${sql.join(columns)}) as fact (floor, at, key, type, agent_id, conversation_id, customer_id, body)
    on conflict (floor, at, key) do update set body = excluded.body, type = excluded.type, agent_id = excluded.agent_id,
      conversation_id = excluded.conversation_id, customer_id = excluded.customer_id, restated = excluded.restated`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
}

/** Deletes facts by their keys with one statement; one that is not there is none. */
export async function deleteFacts(trx: HistoryTransaction, keys: readonly FactKey[]): Promise<number> {
  if (keys.length === 0) return 0;
  const columns = [texts(keys.map(({ floor }) => floor)), integers(keys.map(({ at }) => at)), texts(keys.map(({ key }) => key))];
  // The bounds name the partitions: the server cannot tell them from an array.
  const [first, last] = boundsOf(keys);
  const result = await sql`
    delete from facts as held using unnest(${sql.join(columns)}) as gone (floor, at, key)
    where held.floor = gone.floor and held.at = gone.at and held.key = gone.key
      and held.at between ${sql.lit(first)} and ${sql.lit(last)}`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
}

function boundsOf(keys: readonly FactKey[]): [first: number, last: number] {
  let [first, last] = [Infinity, -Infinity];
  for (const { at } of keys) [first, last] = [Math.min(first, at), Math.max(last, at)];
  return [first, last];
}

/** As `insertFacts`, for the days in which facts count before the hour of their own instant. */
export async function insertEarlyFacts(trx: HistoryTransaction, rows: readonly EarlyFactRow[]): Promise<number> {
  if (rows.length === 0) return 0;
  const columns = [
    texts(rows.map((row) => row.floor)),
    integers(rows.map((row) => row.day)),
    integers(rows.map((row) => row.at)),
    texts(rows.map((row) => row.key)),
    integers(rows.map((row) => row.first_at)),
    texts(rows.map((row) => row.body)),
  ];
  const result = await sql`
    insert into early_facts (floor, day, at, key, first_at, body) select * from unnest(${sql.join(columns)})
    on conflict (floor, day, at, key) do update set first_at = excluded.first_at, body = excluded.body`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
}

export async function deleteEarlyFacts(trx: HistoryTransaction, keys: readonly EarlyFactKey[]): Promise<number> {
  if (keys.length === 0) return 0;
  const columns = [
    texts(keys.map(({ floor }) => floor)),
    integers(keys.map(({ day }) => day)),
    integers(keys.map(({ at }) => at)),
    texts(keys.map(({ key }) => key)),
  ];
  const result = await sql`
    delete from early_facts as held using unnest(${sql.join(columns)}) as gone (floor, day, at, key)
    where held.floor = gone.floor and held.day = gone.day and held.at = gone.at and held.key = gone.key`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
}
