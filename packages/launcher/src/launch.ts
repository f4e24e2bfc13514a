import { existsSync } from 'node:fs';
import path from 'node:path';
import type { LauncherSettings } from '@watchfloor/contracts/settings';
import { buildDashboards } from './build-dashboards.ts';
import { checkStoredPartitions } from './check-stored-partitions.ts';
import { keepCredentials } from './credentials.ts';
import { type Ground, layGround } from './ground.ts';
import { lockHome } from './home-lock.ts';
import { keepPostgres, keepRedis, POSTGRES, REDIS } from './keep-servers.ts';
import { keepService } from './keep-service.ts';
import { choosePorts, reachableHost } from './ports.ts';
import { runProgram } from './run-program.ts';
import type { Say } from './say.ts';
import { serviceEnvironment } from './service-environment.ts';
import { SERVICES, type ServiceEntry } from './service-list.ts';
import { stopInOrder } from './stop-in-order.ts';
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
/** What runs. `stop` and `killAll` work at any time, also while it is still being started. */
export type Launched = { ready: Promise<void>; stop(): Promise<void>; killAll(): void };

/** Those that write go first, what they write to goes last. */
const STOP_ORDER = ['simulator', 'ingest', 'keeper', 'alerting', 'ledger', 'gateway', POSTGRES, REDIS];

/**
 * Starts the whole house: servers, migrations, services, dashboards, demo. Aborting `signal` ends what is under way; `stop` must follow, as it
 * must after `ready` fails.
 */
export function launch({ root, settings, demo, signal, say, print, colour }: LaunchOptions): Launched {
  const ground = layGround({ home: settings.WATCHFLOOR_HOME, signal, say, print });
  const underWay: Promise<unknown>[] = [];
  let unlock = () => {};

  /** Notes what has been begun: a stop waits for it, and a failure that is met later is not nobody's. */
  const begin = <T>(work: Promise<T>): Promise<T> => {
    underWay.push(work.catch(() => {}));
    return work;
  };

  async function start(): Promise<void> {
    unlock = lockHome(ground.home).release;
    const ports = await choosePorts(settings);
    const kept = keepCredentials(ground.home, settings);
    const built = begin(prepareDashboards(root, ground));
    const servers = [begin(keepRedis(ground, settings.REDIS_URL)), begin(keepPostgres(ground, settings.DATABASE_URL))] as const;
    const [REDIS_URL, DATABASE_URL] = await Promise.all(servers);
    await checkStoredPartitions(REDIS_URL, settings.PARTITIONS);
    const env = serviceEnvironment(settings, { ...ports, ...kept.credentials, REDIS_URL, DATABASE_URL });
    await runProgram({ what: 'the migration of the database', args: ['packages/history/src/migrate.ts'], cwd: root, env, signal });
    say('the database is up to date');
    const host = reachableHost(settings.BIND);
    const ready = await Promise.all(
      SERVICES.map(async ({ name, entry, port, needsDashboards }: ServiceEntry, place) => {
        if (needsDashboards) await built;
        return begin(keepService(ground, { name, entry, address: `http://${host}:${ports[port]}`, root, env, place, colour }));
      }),
    );
    if (demo) {
      const entry = 'packages/simulator/src/main.ts';
      await begin(
        keepService(ground, { name: 'simulator', entry, root, env: { ...env, DEMO_FLOOR: 'demo' }, place: SERVICES.length, colour }),
      );
    }
    const missing = SERVICES.filter((_, index) => !ready[index]).map(({ name }) => name);
    print(welcome({ ports, missing, bind: settings.BIND, demo, kept, colour }));
  }

  return {
    ready: start(),
    async stop() {
      await Promise.all(underWay);
      await stopInOrder(ground.parts, STOP_ORDER, [POSTGRES, REDIS]);
      unlock();
    },
    killAll() {
      for (const part of ground.parts) part.kill();
      unlock();
    },
  };
}

async function prepareDashboards(root: string, { signal, say }: Ground): Promise<void> {
  if (!existsSync(path.join(root, 'dashboards/vite.config.ts'))) return say('there are no dashboards to build');
  if (await buildDashboards(root, signal)) say('the dashboards are built');
}
