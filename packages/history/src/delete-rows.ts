import { sql } from 'kysely';
import type { HistoryTransaction } from './connect.ts';
import { type LedgerTable, type LedgerTableShape, ledgerTables } from './ledger-tables.ts';
import type { Database } from './schema.ts';

/**
 * Deletes rows by their keys with one statement: an array a key column, unnested by the server. What else a row holds does not matter, and
 * one that is not there is none.
 * @returns how many rows were deleted.
 */
export async function deleteRows<T extends LedgerTable>(trx: HistoryTransaction, table: T, rows: readonly Database[T][]): Promise<number> {
  if (rows.length === 0) return 0;
  const shape: LedgerTableShape<T> = ledgerTables[table];
  const names = shape.key.map((name) => sql.ref(name));
  const values = shape.key.map((name) => sql`${rows.map((row) => row[name])}::${sql.raw(shape.columns[name])}[]`);
  const same = shape.key.map((name) => sql`${sql.ref(`held.${name}`)} = ${sql.ref(`gone.${name}`)}`);
  const result = await sql`
    delete from ${sql.table(table)} as held using unnest(${sql.join(values)}) as gone (${sql.join(names)})
    where ${sql.join(same, sql` and `)}`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
}
