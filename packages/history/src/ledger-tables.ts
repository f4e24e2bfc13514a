import type { Database } from './schema.ts';

/** Tables that facts are written to in batches. */
export type LedgerTable =
  | 'agents'
  | 'rounds'
  | 'replies'
  | 'episodes'
  | 'episode_assignments'
  | 'first_responses'
  | 'episode_ends'
  | 'holds'
  | 'ignored_events'
  | 'floor_through';

type SqlType = 'text' | 'bigint' | 'boolean';

/** What writing in batches has to know of a table. */
export type LedgerTableShape<T extends LedgerTable> = {
  columns: Record<keyof Database[T] & string, SqlType>;
  /** The natural key, never null: the same fact twice is one row, and one taken back is found by it. */
  key: (keyof Database[T] & string)[];
  /** A second row of the same key: `replace` where the later word holds, `greatest` where the values only grow. */
  again: 'replace' | 'greatest';
};

const cut = { agent_id: 'text', team_id: 'text', shop_id: 'text', channel: 'text' } as const;
const at = { floor: 'text', at: 'bigint' } as const;

export const ledgerTables: { [T in LedgerTable]: LedgerTableShape<T> } = {
  agents: { columns: { floor: 'text', id: 'text', name: 'text', team_id: 'text' }, key: ['floor', 'id'], again: 'replace' },
  rounds: {
    columns: {
      ...at,
      ...cut,
      round_id: 'text',
      conversation_id: 'text',
      opened_at: 'bigint',
      outcome: 'text',
      replied_by: 'text',
      customer_wait_ms: 'bigint',
      agent_wait_ms: 'bigint',
    },
    key: ['floor', 'round_id'],
    again: 'replace',
  },
  replies: {
    columns: { ...at, ...cut, reply_id: 'text', episode_id: 'text', customer_id: 'text', replied_by: 'text' },
    key: ['floor', 'at', 'reply_id'],
    again: 'replace',
  },
  episodes: {
    columns: {
      ...at,
      ...cut,
      episode_id: 'text',
      conversation_id: 'text',
      customer_id: 'text',
      intent: 'text',
      topic: 'text',
      started_by: 'text',
    },
    key: ['floor', 'episode_id'],
    again: 'replace',
  },
  episode_assignments: {
    columns: { ...at, ...cut, hold_id: 'text', episode_id: 'text', customer_id: 'text' },
    key: ['floor', 'at', 'hold_id'],
    again: 'replace',
  },
  first_responses: {
    columns: { ...at, ...cut, episode_id: 'text', wait_ms: 'bigint', agent_wait_ms: 'bigint' },
    key: ['floor', 'episode_id'],
    again: 'replace',
  },
  episode_ends: {
    columns: {
      ...at,
      ...cut,
      episode_id: 'text',
      conversation_id: 'text',
      reason: 'text',
      abandoned: 'text',
      wanted_human: 'boolean',
      wait_ms: 'bigint',
    },
    key: ['floor', 'episode_id'],
    again: 'replace',
  },
  holds: {
    columns: { ...at, ...cut, hold_id: 'text', episode_id: 'text', from_at: 'bigint', handle_ms: 'bigint' },
    key: ['floor', 'at', 'hold_id'],
    again: 'replace',
  },
  ignored_events: {
    columns: { ...at, source: 'text', event_id: 'text', type: 'text', subject: 'text', reason: 'text', noted_at: 'bigint' },
    key: ['floor', 'at', 'source', 'event_id'],
    again: 'replace',
  },
  floor_through: { columns: { floor: 'text', through: 'bigint' }, key: ['floor'], again: 'greatest' },
};
