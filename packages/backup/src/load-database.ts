import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { migrations } from '@watchfloor/history/migrations';
import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import { from } from 'pg-copy-streams';
import { BackupFault } from './backup-fault.ts';
import { connectDatabase } from './dump-database.ts';
import { listTables } from './list-tables.ts';
import { type Manifest, type TableDump, tablePart } from './manifest.ts';

export type LoadOptions = {
  dump: Manifest['postgres'];
  part: (name: string) => Promise<Readable>;
  onTable: (done: number) => void;
  /** Done when all is in place but not yet for good: fails it, nothing stays. */
  beforeCommit: () => Promise<void>;
  signal: AbortSignal;
};

/** @throws BackupFault when the backup was made with migrations that this code does not have. */
export function checkMigrations(dump: Manifest['postgres']): void {
  const known = Object.keys(migrations);
  const foreign = dump.migrations.find((name, place) => known[place] !== name);
  if (foreign) throw new BackupFault(`the backup was made by a newer Watchfloor: this one does not know the migration ${foreign}`);
}

/** @throws BackupFault when the database holds any table. */
export async function checkDatabaseEmpty(url: string): Promise<void> {
  const client = await connectDatabase(url);
  try {
    const { rows } = await client.query(
      "select 1 from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')",
    );
    if (rows.length > 0) throw new BackupFault('PostgreSQL is not empty: restore into a new database');
  } finally {
    await client.end();
  }
}

/**
 * Fills an empty database: the schema as it was when the backup was taken, by the migrations of then (later ones run at the next start), then rows.
 * One transaction: all of it is there in the end, or nothing.
 */
export async function loadDatabase(url: string, { dump, part, onTable, beforeCommit, signal }: LoadOptions): Promise<void> {
  const client = await connectDatabase(url);
  try {
    await client.query('begin');
    await migrate(client, dump.migrations.at(-1) ?? '');
    for (const table of dump.tables) await makePartition(client, table);
    await checkTables(client, dump.tables);
    // Some migrations write rows themselves; those of the backup are the ones that count.
    await client.query(`truncate ${dump.tables.map(({ name }) => pg.escapeIdentifier(name)).join(', ')}`);
    for (const [place, table] of dump.tables.entries()) {
      await fill(client, table, await part(tablePart(table.name)), signal);
      onTable(place + 1);
    }
    for (const { name, value } of dump.sequences) await client.query('select setval($1::regclass, $2)', [pg.escapeIdentifier(name), value]);
    // Else the first queries would be planned for empty tables.
    await client.query('analyze');
    await beforeCommit();
    await client.query('commit');
  } finally {
    await client.end().catch(() => {});
  }
}

/** Migrates in the transaction that the connection is in. */
async function migrate(client: pg.Client, target: string): Promise<void> {
  const lent: PostgresPoolClient = { query: client.query.bind(client) as PostgresPoolClient['query'], release: () => {} };
  const pool = { connect: async () => lent, end: async () => {}, options: {} };
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations }, disableTransactions: true });
  const { error } = await migrator.migrateTo(target);
  if (error !== undefined) throw error;
}

async function makePartition(client: pg.Client, { name, partition }: TableDump): Promise<void> {
  if (!partition) return;
  await client.query(`create table ${pg.escapeIdentifier(name)} partition of ${pg.escapeIdentifier(partition.of)} ${partition.bound}`);
}

/** @throws BackupFault when the schema is not that of the backup: rows would be lost or end in the wrong place. */
async function checkTables(client: pg.Client, tables: readonly TableDump[]): Promise<void> {
  const shape = (all: readonly Pick<TableDump, 'name' | 'columns'>[]) =>
    all.map(({ name, columns }) => `${name} (${columns.toSorted().join(', ')})`).sort();
  const wanted = shape(tables);
  const found = shape(await listTables(client));
  const odd = wanted.find((each) => !found.includes(each)) ?? found.find((each) => !wanted.includes(each));
  if (odd) throw new BackupFault(`the backup and its migrations do not fit: ${odd}`);
}

async function fill(client: pg.Client, { name, columns, rows }: TableDump, source: Readable, signal: AbortSignal): Promise<void> {
  const sink = client.query(from(`copy ${pg.escapeIdentifier(name)} (${columns.map(pg.escapeIdentifier).join(', ')}) from stdin`));
  await pipeline(source, sink, { signal });
  if (sink.rowCount !== rows) throw new BackupFault(`${name} has ${sink.rowCount} rows instead of ${rows}`);
}
