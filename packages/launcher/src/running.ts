import type { ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

/** How a process ended; a program that could not be started at all has code 127. */
export type Exit = { code: number | null; signal: NodeJS.Signals | null };

/** A process that runs. */
export type Running = {
  pid: number;
  /** Settles when the process is gone; never rejects. */
  exited: Promise<Exit>;
  /** Asks it to end, and ends it for good after `graceMs` (8 s). */
  stop(graceMs?: number): Promise<void>;
  /** kill -9. */
  kill(): void;
};

/** Follows a child process from its start on. `signal` is the one that means "end in good order" to this program. */
export function follow(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Running {
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, by) => resolve({ code, signal: by }));
    child.once('error', () => resolve({ code: 127, signal: null }));
  });
  const kill = () => void child.kill('SIGKILL');
  return {
    pid: child.pid ?? 0,
    exited,
    kill,
    async stop(graceMs = 8_000) {
      child.kill(signal);
      if (await endsWithin(exited, graceMs)) return;
      kill();
      await exited;
    },
  };
}

/** Whether the process is gone within so many milliseconds. */
export async function endsWithin(exited: Promise<Exit>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const late = wait(ms, false, { signal: timer.signal }).catch(() => false);
  const ended = await Promise.race([exited.then(() => true), late]);
  timer.abort();
  return ended;
}

/** "SIGKILL" or "code 1". */
export function describeExit({ code, signal }: Exit): string {
  return signal ?? `code ${code}`;
}
