import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LauncherSettings } from '@watchfloor/contracts/settings';
import { choosePorts, PORT_NAMES, type Ports } from '@watchfloor/launcher/ports';
import { startPrivatePostgres } from '@watchfloor/launcher/private-postgres';
import { startPrivateRedis } from '@watchfloor/launcher/private-redis';
import { runProgram } from '@watchfloor/launcher/run-program';
import { describeExit, type Running } from '@watchfloor/launcher/running';
import { serviceEnvironment } from '@watchfloor/launcher/service-environment';
import { SERVICES } from '@watchfloor/launcher/service-list';
import { startProcess } from '@watchfloor/launcher/service-process';
import { waitUntilReady } from '@watchfloor/launcher/wait-until-ready';
import type { Named } from './process-usage.ts';
import type { RowContext } from './row.ts';

const READY_WITHIN_MS = 60_000;
const WARNINGS_SHOWN = 4;

/** Real servers and services on free ports, with their data in a temporary directory; disposing of it leaves nothing. */
export type House = AsyncDisposable & {
  redisUrl: string;
  /** Null when no service of the house needs it. */
  databaseUrl: string | null;
  partitions: number;
  address(service: string): string;
  ingestKey: string;
  admin: { email: string; password: string };
  processes: Named[];
  /** Rejects when one of its processes ends before its time. */
  broken: Promise<never>;
};

/** Starts Redis (durable as always) and some services, with settings of their own, and PostgreSQL when one of them keeps history. @throws when one does not come up. */
export async function startHouse(
  { root, profile, signal, say }: RowContext,
  names: readonly string[],
  redisConfig: Record<string, string> = {},
  ownSettings: Record<string, string> = {},
): Promise<House> {
  await using stack = new AsyncDisposableStack();
  const home = mkdtempSync(path.join(tmpdir(), 'watchfloor-bench-'));
  stack.defer(() => rmSync(home, { recursive: true, force: true }));
  const processes: Named[] = [];
  const { promise: broken, reject } = Promise.withResolvers<never>();
  broken.catch(() => {});
  let closing = false;
  const keep = (name: string, running: Running) => {
    processes.push({ name, pid: running.pid });
    stack.defer(() => running.stop());
    void running.exited.then((exit) => (closing ? undefined : reject(new Error(`${name} ended (${describeExit(exit)})`))));
  };

  const redis = await startPrivateRedis({ directory: path.join(home, 'redis'), config: redisConfig, signal });
  keep('Redis', redis);
  let databaseUrl: string | null = null;
  if (names.some((name) => name === 'gateway' || name === 'ledger')) {
    const postgres = await startPrivatePostgres({ directory: path.join(home, 'postgres'), temporary: true, signal });
    keep('PostgreSQL', postgres);
    databaseUrl = postgres.url;
  }
  const anyPort = Object.fromEntries(PORT_NAMES.map((name) => [name, 0])) as Ports;
  const settings = LauncherSettings.parse({
    ...anyPort,
    WATCHFLOOR_HOME: home,
    LOG_LEVEL: 'warn',
    PARTITIONS: process.env.PARTITIONS,
    ...ownSettings,
  });
  const ports = await choosePorts(settings);
  const secrets = {
    ADMIN_EMAIL: settings.ADMIN_EMAIL,
    ADMIN_PASSWORD: randomBytes(15).toString('base64url'),
    INGEST_KEY: `wfk_${randomBytes(24).toString('base64url')}`,
  };
  const env = {
    ...serviceEnvironment(settings, { ...ports, ...secrets, REDIS_URL: redis.url, DATABASE_URL: databaseUrl ?? 'postgres://none' }),
    NODE_COMPILE_CACHE: path.join(root, '.watchfloor', 'compile-cache'),
    ...(profile ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profile}` } : {}),
  };
  if (databaseUrl)
    await runProgram({
      what: 'the migration',
      args: ['packages/history/src/migrate.ts'],
      cwd: root,
      env: { ...env, NODE_OPTIONS: '' },
      signal,
    });
  const services = SERVICES.filter(({ name }) => names.includes(name));
  const address = (service: string) => {
    const entry = SERVICES.find(({ name }) => name === service);
    return `http://127.0.0.1:${entry ? ports[entry.port] : 0}`;
  };
  for (const { name, entry } of services) {
    let warnings = 0;
    const onLine = (line: string) => {
      if (!closing && ++warnings <= WARNINGS_SHOWN) say(`${name} says: ${line.slice(0, 400)}`);
    };
    const own = profile ? { ...env, NODE_OPTIONS: `${env.NODE_OPTIONS} --cpu-prof-name=${name}-${Date.now()}-\${pid}.cpuprofile` } : env;
    keep(name, await startProcess({ entry, root, env: own, onLine }));
  }
  await Promise.all(
    services.map(async ({ name }) => {
      const why = await Promise.race([waitUntilReady(address(name), READY_WITHIN_MS, signal), broken]);
      if (why !== null) throw new Error(`${name} is not ready: ${why}`);
    }),
  );
  const kept = stack.move();
  return {
    redisUrl: redis.url,
    databaseUrl,
    partitions: settings.PARTITIONS,
    address,
    ingestKey: secrets.INGEST_KEY,
    admin: { email: secrets.ADMIN_EMAIL, password: secrets.ADMIN_PASSWORD },
    processes,
    broken,
    async [Symbol.asyncDispose]() {
      closing = true;
      await kept.disposeAsync();
    },
  };
}
