import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '@watchfloor/launcher/free-port';
import { guardOrphan } from '@watchfloor/launcher/orphan-guard';

const root = path.resolve(import.meta.dirname, '../../..');
const READY_MS = 20_000;
const ASK_AGAIN_MS = 20;

export type ServiceName = 'ingest' | 'keeper' | 'alerting' | 'gateway' | 'ledger';

/** A service as users run it: its own process. `await using` stops it. */
export type RunningService = AsyncDisposable & {
  port: number;
  url: string;
  pid: number;
  /** Its log so far. */
  output: () => string;
  metrics: () => Promise<string>;
  /** kill -9; gone when it resolves. */
  kill: () => Promise<void>;
  /** SIGTERM; gone when it resolves. Gives the exit code, null after a signal. */
  stop: () => Promise<number | null>;
  /** SIGSTOP: it hangs until it is thawed. */
  freeze: () => void;
  thaw: () => void;
};

/** How to start a service; `untilReady: false` gives it back as soon as it runs, or has already ended. */
export type ServiceStart = { env: Record<string, string>; port?: number; untilReady?: boolean };

/**
 * Starts a service on a free port and waits until it says that it is ready.
 * @throws Error with its log when it ends before, or is not ready in 20 s.
 */
export async function runService(name: ServiceName, { env, port: wanted, untilReady = true }: ServiceStart): Promise<RunningService> {
  const port = wanted ?? (await freePort());
  const child = spawn(process.execPath, [path.join(root, 'services', name, 'main.ts')], {
    env: { PATH: process.env.PATH, NO_COLOR: '1', [`${name.toUpperCase()}_PORT`]: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} could not be started`);
  void exited.then(guardOrphan(pid));
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const end = async (signal: NodeJS.Signals) => {
    if (!hasEnded()) {
      // A frozen process would take SIGTERM only when it wakes.
      child.kill(signal);
      child.kill('SIGCONT');
      await exited;
    }
    return child.exitCode;
  };
  const url = `http://127.0.0.1:${port}`;
  const started = Date.now();
  while (untilReady && (await fetch(`${url}/readyz`).catch(() => null))?.status !== 200) {
    if (hasEnded() || Date.now() - started > READY_MS) {
      await end('SIGKILL');
      throw new Error(`${name} is not ready:\n${output}`);
    }
    await wait(ASK_AGAIN_MS);
  }
  return {
    port,
    url,
    pid,
    output: () => output,
    metrics: async () => (await fetch(`${url}/metrics`)).text(),
    async kill() {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      await end('SIGTERM');
    },
  };
}
