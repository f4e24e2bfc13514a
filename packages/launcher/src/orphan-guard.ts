import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';

/** Remembers the last line it was given; when we are gone its input ends, and it interrupts the processes named there. */
const SCRIPT = 'trap "" INT TERM HUP; pids=; while read -r line; do pids=$line; done; if [ -n "$pids" ]; then kill -INT $pids; fi';

const guarded = new Set<number>();
let shell: ChildProcess | undefined;

/**
 * Sees to it that a server which knows nothing of its parent (Redis, PostgreSQL) does not outlive this process, not even after kill -9.
 * Gives a function to call once the server has ended.
 */
export function guardOrphan(pid: number): () => void {
  guarded.add(pid);
  tell();
  return () => {
    if (guarded.delete(pid)) tell();
  };
}

function tell(): void {
  shell ??= startShell();
  shell.stdin?.write(`${[...guarded].join(' ')}\n`);
}

function startShell(): ChildProcess {
  const child = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, cwd: '/' });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  // Neither the shell nor its pipe may keep this process from ending.
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  return child;
}
