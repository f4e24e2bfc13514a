import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { initPostgres, POSTGRES_USER } from './init-postgres.ts';
import { keepLastLines } from './last-lines.ts';
import { guardOrphan } from './orphan-guard.ts';
import { type PostgresPlace, placePostgres } from './postgres-place.ts';
import type { PrivateServer } from './private-redis.ts';
import { commandOf, endStranger } from './process-table.ts';
import { follow } from './running.ts';
import { keepServerState, type ServerState } from './server-state.ts';

export type PrivatePostgresOptions = {
  /** Holds its port and password, and, unless we are root, its data; made if absent. */
  directory: string;
  /** The data go with `stop()`; for tests. */
  temporary?: boolean;
  /** More server settings, for example `{ fsync: 'off' }`. */
  settings?: Record<string, string>;
  /** It comes back under clients that know its address: its port must not change. */
  again?: boolean;
  onLine?: (line: string) => void;
  signal?: AbortSignal;
};
/** `dataDirectory`: where its files are; as root that is not in `directory`. */
export type PrivatePostgres = PrivateServer & { dataDirectory: string };

const DATABASE = 'watchfloor';
const ASK_AGAIN_MS = 30;
const START_TRIES = 20;

/**
 * Starts a PostgreSQL on 127.0.0.1 with a kept port and password and a database `watchfloor`, and waits until it answers. One left over
 * from a launcher that was killed is stopped first. Same directory, same data.
 * @throws Error with the server's last lines when it does not come up.
 */
export async function startPrivatePostgres(options: PrivatePostgresOptions): Promise<PrivatePostgres> {
  const place = placePostgres(options.directory, options.temporary ?? false);
  await clearLeftOver(place);
  const { port, password } = await keepServerState(options.directory, options.again);
  await initPostgres(place, password, options.signal);
  for (let attempt = 1; ; attempt += 1) {
    options.signal?.throwIfAborted();
    const { running, lastLines } = launch(place, port, options);
    const ready = await Promise.race([
      running.exited.then(() => false),
      answers(postgresUrl({ port, password }, 'postgres'), running.exited, options.signal),
    ]);
    if (ready) {
      const stop = async (graceMs?: number) => {
        await running.stop(graceMs);
        if (options.temporary) rmSync(place.base, { recursive: true, force: true });
      };
      await makeDatabase(postgresUrl({ port, password }, 'postgres'));
      return { ...running, stop, port, url: postgresUrl({ port, password }), dataDirectory: place.data };
    }
    running.kill();
    options.signal?.throwIfAborted();
    // After kill -9 the old server's last processes may hold its memory for a moment.
    if (attempt === START_TRIES || !/shared memory block|lock file/.test(lastLines()))
      throw new Error(`PostgreSQL did not start:\n${lastLines()}`);
    await wait(ASK_AGAIN_MS * attempt);
  }
}

/** The address of a private PostgreSQL that runs. */
export const postgresUrl = ({ port, password }: ServerState, database = DATABASE): string =>
  `postgres://${POSTGRES_USER}:${password}@127.0.0.1:${port}/${database}`;

function launch(place: PostgresPlace, port: number, options: PrivatePostgresOptions) {
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(path.join(place.binaries, 'bin/postgres'), ['-D', place.data, ...flags], {
    cwd: place.base,
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Not of our process group: a terminal's Ctrl-C must not stop it before the services that write to it.
    detached: true,
    ...place.account,
  });
  const lastLines = keepLastLines([child.stdout, child.stderr], options.onLine);
  // SIGINT is PostgreSQL's "fast" shutdown; SIGTERM would wait for every client to leave.
  const running = follow(child, 'SIGINT');
  void running.exited.then(guardOrphan(running.pid));
  return { running, lastLines };
}

async function answers(url: string, exited: Promise<unknown>, signal: AbortSignal | undefined): Promise<boolean> {
  let over = false;
  void exited.then(() => {
    over = true;
  });
  while (!over && !signal?.aborted) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      await client.end().catch(() => {});
      await wait(ASK_AGAIN_MS);
    }
  }
  return false;
}

async function makeDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** Stops the server of a launcher that was killed, and takes away its lock if the number in it is some other process by now. */
async function clearLeftOver(place: PostgresPlace): Promise<void> {
  const lock = path.join(place.data, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0]);
  const isOurs = (command: string) => command.includes('postgres') && command.includes(place.data);
  if (await endStranger(pid, isOurs, 'SIGINT', 8_000)) return;
  if (commandOf(pid) !== null) rmSync(lock, { force: true });
}
