import { Kysely, PostgresDialect, type Transaction } from 'kysely';
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
  /** Told when an idle connection breaks; the pool makes a new one on the next use. */
  onError?: (error: Error) => void;
};

const INT8 = 20;

/** Opens no connection yet: the first query does, and rejects when the server does not answer within 5 s. */
export function connectHistory(options: HistoryOptions): History {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: `watchfloor ${options.name}`,
    max: options.connections ?? 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    keepAlive: true,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 && format !== 'binary' ? parseInt8 : pg.types.getTypeParser(oid, format),
    } as pg.CustomTypesConfig,
  });
  pool.on('error', options.onError ?? (() => {}));
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}

/** Counts and epoch milliseconds come as numbers. @throws RangeError for one that a number cannot hold exactly. */
export function parseInt8(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} from PostgreSQL does not fit a number`);
  return number;
}
