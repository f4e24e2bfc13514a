import { type RawBuilder, sql } from 'kysely';
import type { HistoryTransaction } from './connect.ts';
import { type LedgerTable, type LedgerTableShape, ledgerTables } from './ledger-tables.ts';
import type { Database } from './schema.ts';

/**
 * Inserts rows with one statement: an array a column, unnested by the server. A row whose key is there already is replaced, or grows, as
 * the table's shape says. A batch must not hold a key twice.
 * @returns how many rows were inserted or changed.
 */
export async function insertRows<T extends LedgerTable>(trx: HistoryTransaction, table: T, rows: readonly Database[T][]): Promise<number> {
  if (rows.length === 0) return 0;
  const shape: LedgerTableShape<T> = ledgerTables[table];
  const names = Object.keys(shape.columns) as (keyof Database[T] & string)[];
  const columns = names.map((name) => sql`${rows.map((row) => row[name])}::${sql.raw(shape.columns[name])}[]`);
  const result = await sql`
    insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))})
    select * from unnest(${sql.join(columns)})
    on conflict (${sql.join(shape.key.map((name) => sql.ref(name)))}) do ${conflict(table, shape, names)}`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
}

function conflict<T extends LedgerTable>(table: T, shape: LedgerTableShape<T>, names: (keyof Database[T] & string)[]): RawBuilder<unknown> {
  const values = names.filter((name) => !shape.key.includes(name));
  const next = (name: string) => sql`excluded.${sql.ref(name)}`;
  const held = (name: string) => sql.ref(`${table}.${name}`);
  if (shape.again === 'greatest') {
    return sql`update set ${sql.join(values.map((name) => sql`${sql.ref(name)} = greatest(${held(name)}, ${next(name)})`))}`;
  }
  // A row that says the same is not written again: no dead row, no log.
  return sql`update set ${sql.join(values.map((name) => sql`${sql.ref(name)} = ${next(name)}`))}
    where (${sql.join(values.map(held))}) is distinct from (${sql.join(values.map(next))})`;
}
