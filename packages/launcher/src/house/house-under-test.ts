import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { freePort } from '../free-port.ts';
import { postgresAccount } from '../postgres-account.ts';
import { postgresBase } from '../postgres-place.ts';
import { endsWithin, follow } from '../running.ts';
import { type Api, openApi } from './house-api.ts';
import { descendantsOf } from './house-processes.ts';

export const ROOT = path.resolve(import.meta.dirname, '../../../..');
const FOLLOW_PARENT = path.join(ROOT, 'packages/launcher/setup/follow-parent.mjs');
const LAUNCHER = path.join(ROOT, 'packages/launcher/src/main.ts');
const PORTS = ['GATEWAY_PORT', 'INGEST_PORT', 'KEEPER_PORT', 'ALERTING_PORT', 'LEDGER_PORT'] as const;
const READY_WITHIN_MS = 90_000;
const STOP_WITHIN_MS = 25_000;

/** How each part of the house is recognised by its command line. */
const PARTS = {
  ingest: 'services/ingest/main.ts',
  keeper: 'services/keeper/main.ts',
  alerting: 'services/alerting/main.ts',
  gateway: 'services/gateway/main.ts',
  ledger: 'services/ledger/main.ts',
  redis: 'redis-server',
  postgres: 'bin/postgres -D',
} as const;
export type Part = keyof typeof PARTS;
export const parts = Object.keys(PARTS) as Part[];

export type HouseOptions = {
  /** A home to start from, which stays; absent: one of its own, which goes with the stop. */
  home?: string;
  /** More of the environment, e.g. ports; an empty text unsets. */
  env?: Record<string, string>;
};

/** The real program as `npm start -- --no-demo` runs it, on ports and in a home of its own. */
export type HouseUnderTest = Api &
  AsyncDisposable & {
    home: string;
    env: NodeJS.ProcessEnv;
    /** Everything it has printed. */
    output: () => string;
    /** Resolves with the match once that is printed, `since` characters of the output left out. */
    saying: (what: RegExp, options?: { since?: number; withinMs?: number }) => Promise<RegExpExecArray>;
    /** The process id of the launcher itself. */
    pid: number;
    /** The process id of a part now; 0 while it is down. */
    pidOf: (part: Part) => number;
    /** Its exit code, once it has ended by itself or was stopped. */
    exited: Promise<number | null>;
    /** Stops it as Ctrl-C would and gives the exit code; takes away a home of its own. Safe to call again. */
    stop: () => Promise<number | null>;
  };

/** Starts a house and waits until it is ready. If the test's own process dies, it stops by itself. @throws Error with its last lines when it is not ready in time. */
export async function startHouse(options: HouseOptions = {}): Promise<HouseUnderTest> {
  const house = await launchHouse(options);
  try {
    await house.saying(/Watchfloor is ready/, { withinMs: READY_WITHIN_MS });
    return house;
  } catch (error) {
    await house.stop();
    throw error;
  }
}

/** Starts a house without waiting for it: for one that is not meant to come up. */
export async function launchHouse({ home, env: more = {} }: HouseOptions = {}): Promise<HouseUnderTest> {
  refuseForeignServers();
  const place = home ?? makeHome();
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...(await freePorts()),
    WATCHFLOOR_HOME: place,
    ADMIN_EMAIL: 'admin@localhost',
    ADMIN_PASSWORD: `pw-${randomBytes(9).toString('hex')}`,
    INGEST_KEY: `wfk_${randomBytes(24).toString('base64url')}`,
    ALLOW_PRIVATE_WEBHOOKS: 'true',
    REDIS_URL: '',
    DATABASE_URL: '',
    ...more,
  };
  const child = spawn(process.execPath, ['--import', FOLLOW_PARENT, LAUNCHER, '--no-demo'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  const running = follow(child);
  let text = '';
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      tell();
    });
  }
  let ended = false;
  child.once('close', () => {
    ended = true;
    tell();
  });

  const saying: HouseUnderTest['saying'] = (what, { since = 0, withinMs = 20_000 } = {}) => {
    const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
    const fail = (why: string) => reject(new Error(`the house ${why} ${what}; its last lines:\n${text.slice(-3_000)}`));
    const look = () => {
      const match = what.exec(text.slice(since));
      if (match) resolve(match);
      else if (ended) fail('ended without saying');
    };
    const timer = setTimeout(() => fail(`did not within ${withinMs} ms say`), withinMs);
    listeners.add(look);
    look();
    return promise.finally(() => {
      clearTimeout(timer);
      listeners.delete(look);
    });
  };

  const stop = async () => {
    child.kill('SIGTERM');
    if (!(await endsWithin(running.exited, STOP_WITHIN_MS))) {
      for (const { pid } of descendantsOf(running.pid)) process.kill(pid, 'SIGKILL');
      running.kill();
    }
    const { code } = await running.exited;
    if (home === undefined) removeHome(place);
    return code;
  };

  return {
    ...openApi(env),
    home: place,
    env,
    output: () => text,
    saying,
    pid: running.pid,
    pidOf: (part) => descendantsOf(running.pid).find(({ command }) => command.includes(PARTS[part]))?.pid ?? 0,
    exited: running.exited.then(({ code }) => code),
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}

/** A new, empty home. */
export const makeHome = (): string => mkdtempSync(path.join(tmpdir(), 'watchfloor-house-'));

/** Takes a home away, with PostgreSQL's files, which as root are somewhere else. */
export function removeHome(home: string): void {
  for (const place of [home, postgresBase(path.join(home, 'postgres'), false, postgresAccount())])
    rmSync(place, { recursive: true, force: true });
}

/** What the environment leaves open the launcher takes from .env: a test must never write to a server that is named there. */
function refuseForeignServers(): void {
  const file = path.join(ROOT, '.env');
  const { REDIS_URL, DATABASE_URL } = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  if (REDIS_URL || DATABASE_URL) throw new Error('journeys run on servers of their own: take REDIS_URL and DATABASE_URL out of .env first');
}

async function freePorts(): Promise<Record<string, string>> {
  const found = new Set<number>();
  while (found.size < PORTS.length) found.add(await freePort());
  return Object.fromEntries([...found].map((port, place) => [PORTS[place], String(port)]));
}
