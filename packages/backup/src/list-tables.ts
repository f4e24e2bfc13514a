import type pg from 'pg';
import type { TableDump } from './manifest.ts';

/** A table to copy; `rows` are counted on the way. */
export type Table = Omit<TableDump, 'rows'>;

/** The migrator's own: a restore migrates, and so writes them itself. */
const NOT_OURS = ['kysely_migration', 'kysely_migration_lock'];

type Found = { name: string; parent: string | null; bound: string | null; columns: string[] };

/** Every table with rows of its own, partitions too, as the catalogue has them; what others refer to comes first. */
export async function listTables(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Found>(
    `select part.relname::text as name, parent.relname::text as parent, pg_get_expr(part.relpartbound, part.oid) as bound,
      array(
        select attname::text from pg_attribute where attrelid = part.oid and attnum > 0 and not attisdropped and attgenerated = '' order by attnum
      ) as columns
    from pg_class as part left join pg_inherits on inhrelid = part.oid left join pg_class as parent on parent.oid = inhparent
    where part.relnamespace = current_schema()::regnamespace and part.relkind = 'r' and part.relname <> all ($1)
    order by part.relname`,
    [NOT_OURS],
  );
  const tables = rows.map(({ name, parent, bound, columns }) => ({
    name,
    partition: parent === null || bound === null ? null : { of: parent, bound },
    columns,
  }));
  return referredFirst(tables, await listReferences(client));
}

/** Which table's rows must be there before those of which other. */
async function listReferences(client: pg.ClientBase): Promise<Map<string, string[]>> {
  const { rows } = await client.query<{ name: string; other: string }>(
    `select mine.relname::text as name, other.relname::text as other
    from pg_constraint join pg_class as mine on mine.oid = conrelid join pg_class as other on other.oid = confrelid
    where contype = 'f' and conrelid <> confrelid and mine.relnamespace = current_schema()::regnamespace`,
  );
  return new Map(
    Map.groupBy(rows, ({ name }) => name)
      .entries()
      .map(([name, refs]) => [name, refs.map(({ other }) => other)]),
  );
}

/** @throws Error for tables that refer to each other in a ring: no order fills them. */
function referredFirst(tables: readonly Table[], references: ReadonlyMap<string, string[]>): Table[] {
  const ordered: Table[] = [];
  const isIn = (name: string) => ordered.some((table) => table.name === name);
  while (ordered.length < tables.length) {
    const next = tables.filter(({ name }) => !isIn(name) && (references.get(name) ?? []).every(isIn));
    if (next.length === 0) throw new Error('tables that refer to each other in a ring');
    ordered.push(...next);
  }
  return ordered;
}
