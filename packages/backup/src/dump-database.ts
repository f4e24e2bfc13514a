import type { Readable } from 'node:stream';
import pg from 'pg';
import { to } from 'pg-copy-streams';
import { BackupFault } from './backup-fault.ts';
import { listTables, type Table } from './list-tables.ts';
import type { Manifest } from './manifest.ts';

/** Of a partition that the ledger drops between being found and being locked nothing is wanted: everything is looked up again. */
const TRIES = 5;
const NO_SUCH_TABLE = '42P01';

/** What PostgreSQL held at one instant, for as long as this is open. */
export type DatabaseSnapshot = AsyncDisposable & {
  about: Omit<Manifest['postgres'], 'tables'>;
  tables: Table[];
  /** The rows of a table as COPY writes them; one table after the other. `rows()` once it has ended. */
  copy(table: Table): { source: Readable; rows: () => number };
  /** How many versions of settings there were. */
  settings: number;
  /** How many there are now. */
  settingsNow(): Promise<number>;
};

/**
 * Opens a snapshot (repeatable read, read only). It holds the weakest lock there is, and only on tables that have rows of their own: the ledger can
 * write, and make partitions of new days, all the while; what it would drop, it drops another time.
 * @throws BackupFault for a database without Watchfloor's tables.
 */
export async function openDatabaseSnapshot(url: string): Promise<DatabaseSnapshot> {
  const client = await connectDatabase(url);
  try {
    const tables = await begin(client);
    const { rows: migrations } = await client.query<{ name: string }>('select name from kysely_migration order by name');
    const { rows: sequences } = await client.query<{ name: string; value: string }>(
      'select sequencename as name, last_value as value from pg_sequences where schemaname = current_schema() and last_value is not null',
    );
    const { rows: versions } = await client.query<{ server_version: string }>('show server_version');
    const countSettings = async (asked: pg.ClientBase) => {
      if (!tables.some(({ name }) => name === 'setting_versions')) return 0;
      return Number((await asked.query<{ count: string }>('select count(*) from setting_versions')).rows[0]?.count);
    };
    return {
      about: {
        version: versions[0]?.server_version ?? '',
        migrations: migrations.map(({ name }) => name),
        sequences: sequences.map(({ name, value }) => ({ name, value: Number(value) })),
      },
      tables,
      copy({ name, columns }) {
        const source = client.query(to(`copy ${pg.escapeIdentifier(name)} (${columns.map(pg.escapeIdentifier).join(', ')}) to stdout`));
        return { source, rows: () => source.rowCount };
      },
      settings: await countSettings(client),
      async settingsNow() {
        const other = await connectDatabase(url);
        return countSettings(other).finally(() => other.end());
      },
      // The connection goes, and the transaction with it, also from amidst a COPY.
      [Symbol.asyncDispose]: () => client.end(),
    };
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

async function begin(client: pg.Client): Promise<Table[]> {
  for (let attempt = 1; ; attempt += 1) {
    await client.query('begin isolation level repeatable read, read only');
    // The first question of all is what the snapshot is of.
    const tables = await listTables(client);
    if (tables.length === 0) throw new BackupFault('there is nothing to back up: this PostgreSQL has no tables of Watchfloor');
    try {
      await client.query(`lock table ${tables.map(({ name }) => `only ${pg.escapeIdentifier(name)}`).join(', ')} in access share mode`);
      return tables;
    } catch (error) {
      if ((error as { code?: string }).code !== NO_SUCH_TABLE || attempt === TRIES) throw error;
      await client.query('rollback');
    }
  }
}

/** A connection that may take its time and be idle in a transaction. */
export async function connectDatabase(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'watchfloor backup',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  // Whoever uses it hears of a broken connection by what he asked last.
  client.on('error', () => {});
  await client.connect();
  await client.query('set statement_timeout = 0');
  await client.query('set idle_in_transaction_session_timeout = 0');
  return client;
}
