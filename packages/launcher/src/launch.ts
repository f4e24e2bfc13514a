import { existsSync } from 'node:fs';
import path from 'node:path';
import type { LauncherSettings } from '@watchfloor/contracts/settings';
import { buildDashboards } from './build-dashboards.ts';
import { keepCredentials } from './credentials.ts';
import { lockHome } from './home-lock.ts';
import { openLogFile } from './log-file.ts';
import { choosePorts, type Ports, reachableHost } from './ports.ts';
import { startPrivatePostgres } from './private-postgres.ts';
import { startPrivateRedis } from './private-redis.ts';
import { readableLines } from './readable-line.ts';
import { runProgram } from './run-program.ts';
import type { Say } from './say.ts';
import { SERVICES, STOP_ORDER } from './service-list.ts';
import { startProcess } from './service-process.ts';
import { stopInOrder } from './stop-in-order.ts';
import { type Supervised, supervise } from './supervise.ts';
import { waitUntilReady } from './wait-until-ready.ts';
import { welcome } from './welcome.ts';

export type LaunchOptions = {
  root: string;
  settings: LauncherSettings;
  demo: boolean;
  signal: AbortSignal;
  say: Say;
  print: (text: string) => void;
  colour: boolean;
};
/** What runs; both ends work at any time, also while it is still being started. */
export type Launched = { ready: Promise<void>; stop(): Promise<void>; killAll(): void };

const READY_WITHIN_MS = 60_000;

/**
 * Starts the whole house: servers, migrations, services, dashboards, demo. Aborting `signal` ends what is under way; `stop` must follow, as it
 * must after `ready` fails.
 */
export function launch(options: LaunchOptions): Launched {
  const { root, settings, signal, say, print, colour } = options;
  const home = settings.WATCHFLOOR_HOME;
  const parts: Supervised[] = [];
  const undo: (() => void)[] = [];
  let underWay: Promise<unknown> = Promise.resolve();

  /** A sink of log lines: always to the file, and to the user as `show` makes them readable (null: not shown). */
  const logTo = (name: string, show: ((line: string) => string) | null) => {
    const file = openLogFile(path.join(home, 'logs', `${name.toLowerCase()}.log`));
    return (line: string) => {
      file.write(line);
      if (show) print(`${show(line)}\n`);
    };
  };

  const keep = async (name: string, start: Parameters<typeof supervise>[0]['start'], onBack?: () => void) => {
    signal.throwIfAborted();
    const part = await supervise({ name, start, say, ...(onBack && { onBack }) });
    parts.push(part);
    return part;
  };

  const startRedis = async (): Promise<string> => {
    if (settings.REDIS_URL) return settings.REDIS_URL;
    const onLine = logTo('redis', null);
    let url = '';
    await keep('Redis', async (again) => {
      const server = await startPrivateRedis({ directory: path.join(home, 'redis'), again, onLine, signal });
      if (again) say(`Redis is back (process ${server.pid})`);
      else say(`Redis is ready on 127.0.0.1:${server.port}, its data in ${path.join(home, 'redis')}`);
      url = server.url;
      return server;
    });
    return url;
  };

  const startPostgres = async (): Promise<string> => {
    if (settings.DATABASE_URL) return settings.DATABASE_URL;
    const onLine = logTo('postgres', null);
    let url = '';
    await keep('PostgreSQL', async (again) => {
      const server = await startPrivatePostgres({ directory: path.join(home, 'postgres'), again, onLine, signal });
      if (again) say(`PostgreSQL is back (process ${server.pid})`);
      else say(`PostgreSQL is ready on 127.0.0.1:${server.port}, its data in ${server.dataDirectory}`);
      url = server.url;
      return server;
    });
    return url;
  };

  const build = async () => {
    if (!existsSync(path.join(root, 'dashboards/vite.config.ts'))) return say('there are no dashboards to build');
    if (await buildDashboards(root, signal)) say('the dashboards are built');
  };

  const startService = async (
    name: string,
    place: number,
    program: { entry: string; args?: string[]; port?: number },
    env: NodeJS.ProcessEnv,
  ) => {
    const onLine = logTo(name, readableLines(name, place, colour));
    const address = program.port === undefined ? null : `http://${reachableHost(settings.BIND)}:${program.port}`;
    const onBack = () => {
      if (!address) return say(`${name} is running again`);
      const since = performance.now();
      void waitUntilReady(address, READY_WITHIN_MS, signal).then(
        (why) =>
          say(
            why === null
              ? `${name} is ready again after ${((performance.now() - since) / 1000).toFixed(1)} s`
              : `${name} is not ready: ${why}`,
          ),
        () => {},
      );
    };
    await keep(name, () => startProcess({ ...program, root, env, onLine }), onBack);
    if (!address) return;
    const why = await waitUntilReady(address, READY_WITHIN_MS, signal);
    say(why === null ? `${name} is ready` : `${name} is not ready after ${READY_WITHIN_MS / 1000} s: ${why}`);
  };

  const start = async (): Promise<void> => {
    const lock = lockHome(home);
    undo.push(() => lock.release());
    const ports = await choosePorts(settings);
    const kept = keepCredentials(home, settings);
    const dashboards = build();
    // Its failure is met below; until then it must not count as nobody's.
    dashboards.catch(() => {});
    const postgres = startPostgres();
    const servers = Promise.all([startRedis(), postgres]);
    underWay = Promise.allSettled([dashboards, servers]);
    const [REDIS_URL, DATABASE_URL] = await servers;
    const env = serviceEnvironment({ settings, ports, home, more: { ...kept.credentials, REDIS_URL, DATABASE_URL } });
    await runProgram({ what: 'the migration of the database', args: ['packages/history/src/migrate.ts'], cwd: root, env, signal });
    say('the database is up to date');
    const start = (index: number) => {
      const service = SERVICES[index];
      return service ? startService(service.name, index, { entry: service.entry, port: ports[service.port] }, env) : undefined;
    };
    const early = SERVICES.flatMap((service, index) => (service.name === 'gateway' ? [] : [start(index)]));
    // The gateway serves what the build makes.
    const late = dashboards.then(() => start(SERVICES.findIndex(({ name }) => name === 'gateway')));
    const services = Promise.all([...early, late]);
    underWay = Promise.allSettled([dashboards, ...early, late]);
    await services;
    if (options.demo)
      await startService(
        'simulator',
        SERVICES.length,
        { entry: 'packages/simulator/src/main.ts', args: ['--floor', 'demo'] },
        { ...env, FLOOR: 'demo' },
      );
    print(welcome({ ports, bind: settings.BIND, demo: options.demo, kept, colour }));
  };

  return {
    ready: start(),
    async stop() {
      await underWay;
      await stopInOrder(parts, STOP_ORDER, ['PostgreSQL', 'Redis']);
      for (const step of undo) step();
    },
    killAll() {
      for (const part of parts) part.kill();
      for (const step of undo) step();
    },
  };
}

/** All settings as every service reads them, secrets included; ports as chosen, paths absolute. */
function serviceEnvironment({
  settings,
  ports,
  home,
  more,
}: {
  settings: LauncherSettings;
  ports: Ports;
  home: string;
  more: Record<string, string>;
}): NodeJS.ProcessEnv {
  const own = Object.entries({ ...settings, ...ports, ...more }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return { NODE_ENV: 'production', ...process.env, NODE_COMPILE_CACHE: path.join(home, 'compile-cache'), ...Object.fromEntries(own) };
}
