import { spawn } from 'node:child_process';
import { keepLastLines } from './last-lines.ts';
import { describeExit, follow } from './running.ts';

export type Program = {
  what: string;
  args: string[];
  cwd: string;
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
  onLine?: (line: string) => void;
};

/**
 * Runs a program of ours on this same Node to its end, its output kept back.
 * @throws Error with its last lines when it fails; when `signal` aborts, the program is ended and the abort's reason thrown.
 */
export async function runProgram({ what, args, cwd, env = process.env, signal, onLine }: Program): Promise<void> {
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const lastLines = keepLastLines([child.stdout, child.stderr], onLine, 30);
  const running = follow(child);
  const end = () => void running.stop(2_000);
  signal?.addEventListener('abort', end, { once: true });
  if (signal?.aborted) end();
  const exit = await running.exited;
  signal?.removeEventListener('abort', end);
  signal?.throwIfAborted();
  if (exit.code !== 0) throw new Error(`${what} failed (${describeExit(exit)}):\n${lastLines()}`);
}
