import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PARTITIONS } from './play-keeper.ts';

const MAIN = path.resolve(import.meta.dirname, '../main.ts');

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

export type RunningAlerting = AsyncDisposable & {
  child: ChildProcess;
  /** Its log so far. */
  output: () => string;
  metrics: () => Promise<string>;
  readiness: () => Promise<{ status: number; reason?: string }>;
  /** kill -9; gone when it resolves. */
  kill: () => Promise<void>;
  /** SIGTERM; gone when it resolves. Gives the exit code. */
  stop: () => Promise<number | null>;
};

/** The real process, ready. */
export async function runAlerting(url: string, env: Record<string, string> = {}): Promise<RunningAlerting> {
  const port = await freePort();
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      REDIS_URL: url,
      PARTITIONS: String(PARTITIONS),
      ALERTING_PORT: String(port),
      ALLOW_PRIVATE_WEBHOOKS: 'true',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const exited = once(child, 'exit');
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await exited;
    }
    return child.exitCode;
  };
  const ask = (way: string) => fetch(`http://127.0.0.1:${port}${way}`);
  const readiness = async () => {
    const answer = await ask('/readyz').catch(() => null);
    return answer ? { ...((await answer.json()) as { reason?: string }), status: answer.status } : { status: 0 };
  };
  const started = Date.now();
  while ((await readiness()).status !== 200) {
    if (child.exitCode !== null || Date.now() - started > 15_000) {
      await end('SIGKILL');
      throw new Error(`alerting is not ready:\n${output}`);
    }
    await wait(20);
  }
  return {
    child,
    output: () => output,
    metrics: async () => (await ask('/metrics')).text(),
    readiness,
    async kill() {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
    async [Symbol.asyncDispose]() {
      await end('SIGTERM');
    },
  };
}
