import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startPrivateRedis } from '@watchfloor/launcher/private-redis';
import pg from 'pg';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../../..');
const MIGRATE = path.join(root, 'packages/history/src/migrate.ts');

/** A redis-server of a test's own, as durable as the real one; `await using` stops it and takes its data away. */
export type FreshRedis = AsyncDisposable & {
  url: string;
  port: number;
  pid(): number;
  /** kill -9; gone when it resolves. */
  kill(): Promise<void>;
  /** Brings it back on the same address with the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

export async function freshRedis(config: Record<string, string> = {}): Promise<FreshRedis> {
  const directory = mkdtempSync(path.join(tmpdir(), 'watchfloor-redis-'));
  let server = await startPrivateRedis({ directory, config });
  const stop = async () => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  return {
    url: server.url,
    port: server.port,
    pid: () => server.pid,
    async kill() {
      server.kill();
      await server.exited;
    },
    async restart() {
      server = await startPrivateRedis({ directory, config, again: true });
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** An empty database with the schema of history, in the run's PostgreSQL; `await using` drops it. */
export type FreshDatabase = AsyncDisposable & { url: string; stop(): Promise<void> };

/** `{ migrate: false }` leaves it without any table. */
export async function freshDatabase({ migrate = true }: { migrate?: boolean } = {}): Promise<FreshDatabase> {
  const server = process.env.WATCHFLOOR_TEST_PG;
  if (!server) throw new Error('WATCHFLOOR_TEST_PG is not set: tests on PostgreSQL are named *.int.test.ts or *.e2e.test.ts');
  const name = `test_${randomBytes(8).toString('hex')}`;
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  await query(server, `create database ${name}`);
  if (migrate && existsSync(MIGRATE)) await run(process.execPath, [MIGRATE], { cwd: root, env: { ...process.env, DATABASE_URL: url } });
  const stop = () => query(server, `drop database if exists ${name} with (force)`);
  return { url, stop, [Symbol.asyncDispose]: stop };
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
