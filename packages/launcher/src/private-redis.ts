import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { keepLastLines } from './last-lines.ts';
import { guardOrphan } from './orphan-guard.ts';
import { endStranger } from './process-table.ts';
import { isRedisReady } from './redis-ready.ts';
import { follow, type Running } from './running.ts';
import { keepServerState, type ServerState } from './server-state.ts';
import { writePrivately } from './write-privately.ts';

export type PrivateRedisOptions = {
  /** Holds its configuration, port, password and data; made if absent. */
  directory: string;
  /** More lines of redis.conf, for example `{ maxmemory: '64mb' }`. */
  config?: Record<string, string>;
  /** It comes back under clients that know its address: its port must not change. */
  again?: boolean;
  onLine?: (line: string) => void;
  signal?: AbortSignal;
};
/** A server of our own with the address at which it answers. */
export type PrivateServer = Running & { url: string; port: number };

const ASK_AGAIN_MS = 15;

/**
 * Starts a redis-server on 127.0.0.1 with a kept port and password, durable to the last acknowledged write, and waits until it answers and
 * has loaded its data. One left over from a launcher that was killed is stopped first. Same directory, same data.
 * @throws Error with the server's last lines when it does not come up.
 */
export async function startPrivateRedis(options: PrivateRedisOptions): Promise<PrivateServer> {
  const { directory, signal } = options;
  const pidFile = path.join(directory, 'redis.pid');
  if (existsSync(pidFile)) {
    const isOurs = (command: string) => command.includes('redis-server') && command.includes('127.0.0.1:');
    await endStranger(Number(readFileSync(pidFile, 'utf8')), isOurs, 'SIGTERM');
  }
  const { port, password } = await keepServerState(directory, options.again);
  signal?.throwIfAborted();
  const configFile = path.join(directory, 'redis.conf');
  mkdirSync(path.join(directory, 'data'), { recursive: true, mode: 0o700 });
  writePrivately(configFile, redisConfig({ port, password, directory, more: options.config ?? {} }));
  // Not of our process group: a terminal's Ctrl-C must not stop it before the services that write to it.
  const child = spawn('redis-server', [configFile], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    cwd: directory,
    env: { PATH: process.env.PATH },
  });
  const lastLines = keepLastLines([child.stdout, child.stderr], options.onLine);
  const running = follow(child);
  const release = guardOrphan(running.pid);
  writePrivately(pidFile, String(running.pid));
  let ended = false;
  void running.exited.then(() => {
    ended = true;
    release();
    if (existsSync(pidFile) && readFileSync(pidFile, 'utf8') === String(running.pid)) rmSync(pidFile, { force: true });
  });
  try {
    while (!(await isRedisReady({ port, password }))) {
      signal?.throwIfAborted();
      if (ended) throw new Error(`redis-server did not start:\n${lastLines() || 'is redis-server installed?'}`);
      await wait(ASK_AGAIN_MS);
    }
  } catch (error) {
    running.kill();
    throw error;
  }
  return { ...running, port, url: redisUrl({ port, password }) };
}

/** The address of a private Redis that runs. */
export const redisUrl = ({ port, password }: ServerState): string => `redis://:${password}@127.0.0.1:${port}`;

function redisConfig({
  port,
  password,
  directory,
  more,
}: {
  port: number;
  password: string;
  directory: string;
  more: Record<string, string>;
}): string {
  const settings: Record<string, string> = {
    bind: '127.0.0.1',
    port: String(port),
    'protected-mode': 'yes',
    requirepass: password,
    dir: JSON.stringify(path.join(directory, 'data')),
    daemonize: 'no',
    appendonly: 'yes',
    // With `everysec` a plain kill -9 loses writes that were acknowledged.
    appendfsync: 'always',
    save: '""',
    // From 64 MB on it would be rewritten again and again under load; a start still reads it in a second or two.
    'auto-aof-rewrite-min-size': '256mb',
    'maxmemory-policy': 'noeviction',
    // A backup reads as a replica does; there will be no other one to wait for.
    'repl-diskless-sync-delay': '0',
    ...more,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${value}\n`)
    .join('');
}
