import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import type { Database } from './schema.ts';

/** The history: a pool of connections to PostgreSQL with the types of its tables. Give it back with `destroy()`. */
export type History = Kysely<Database>;
export type HistoryTransaction = Transaction<Database>;

export type HistoryOptions = {
  /** The address, postgres://… */
  url: string;
  /** Shown in pg_stat_activity. */
  name: string;
  connections?: number;
  /** The server ends a statement that takes longer, milliseconds; 0: never. */
  statementTimeoutMs?: number;
  /** Told when a connection breaks; the pool makes a new one on the next use. */
  onError?: (error: Error) => void;
};

const INT8 = 20;

/** Opens no connection yet: the first query does, and rejects when the server does not answer within 5 s. */
export function connectHistory(options: HistoryOptions): History {
  const statementTimeoutMs = options.statementTimeoutMs ?? 30_000;
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: `watchfloor ${options.name}`,
    max: options.connections ?? 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementTimeoutMs,
    // A server that is frozen ends nothing itself.
    query_timeout: statementTimeoutMs === 0 ? 0 : statementTimeoutMs + 2_000,
    keepAlive: true,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 && format !== 'binary' ? parseInt8 : pg.types.getTypeParser(oid, format),
    } as pg.CustomTypesConfig,
  });
  const onError = options.onError ?? (() => {});
  pool.on('error', onError);
  // The pool listens to idle connections only: one that breaks while it is lent out would end the process as an unheard 'error'.
  pool.on('connect', (client) => client.on('error', onError));
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}

/** Asks for a sign of life. @throws what `explainHistoryFault` puts in words. */
export async function pingHistory(db: History): Promise<void> {
  await sql`select 1`.execute(db);
}

/** Counts and epoch milliseconds come as numbers. @throws RangeError for one that a number cannot hold exactly. */
export function parseInt8(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} from PostgreSQL does not fit a number`);
  return number;
}
