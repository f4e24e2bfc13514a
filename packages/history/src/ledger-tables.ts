import type { Database } from './schema.ts';

/** Tables of a row or two a fact at the most, written in batches; facts themselves go another way (fact-rows.ts). */
export type LedgerTable = 'agents' | 'ignored_events' | 'late_events' | 'floor_through';

type SqlType = 'text' | 'bigint';

/** What writing in batches has to know of a table. */
export type LedgerTableShape<T extends LedgerTable> = {
  columns: Record<keyof Database[T] & string, SqlType>;
  /** The natural key, never null: the same fact twice is one row, and one taken back is found by it. */
  key: (keyof Database[T] & string)[];
  /** A second row of the same key: `replace` where the later word holds, `greatest` where the values only grow. */
  again: 'replace' | 'greatest';
};

export const ledgerTables: { [T in LedgerTable]: LedgerTableShape<T> } = {
  agents: { columns: { floor: 'text', id: 'text', name: 'text', team_id: 'text' }, key: ['floor', 'id'], again: 'replace' },
  ignored_events: {
    columns: {
      floor: 'text',
      at: 'bigint',
      source: 'text',
      event_id: 'text',
      type: 'text',
      subject: 'text',
      reason: 'text',
      noted_at: 'bigint',
    },
    key: ['floor', 'at', 'source', 'event_id'],
    again: 'replace',
  },
  late_events: {
    columns: {
      floor: 'text',
      at: 'bigint',
      source: 'text',
      event_id: 'text',
      type: 'text',
      subject: 'text',
      partition: 'bigint',
      noted_at: 'bigint',
    },
    key: ['floor', 'at', 'source', 'event_id'],
    again: 'replace',
  },
  floor_through: { columns: { floor: 'text', through: 'bigint' }, key: ['floor'], again: 'greatest' },
};
