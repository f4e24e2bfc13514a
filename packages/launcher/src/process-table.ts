import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const LOOK_AGAIN_MS = 20;

/** The command line of a process, or null when there is no such process. A process that has ended but was not reaped yet counts as gone. */
export function commandOf(pid: number): string | null {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || null;
    return (
      execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() || null
    );
  } catch {
    return null;
  }
}

/**
 * Ends a process that is not our child, if its command line is still the expected one (the number may be somebody else's by now):
 * `signal` first, SIGKILL after `graceMs`. Gives whether there was one.
 */
export async function endStranger(
  pid: number,
  expected: (command: string) => boolean,
  signal: NodeJS.Signals,
  graceMs = 5_000,
): Promise<boolean> {
  const isThere = () => {
    const command = commandOf(pid);
    return command !== null && expected(command);
  };
  if (!isThere()) return false;
  process.kill(pid, signal);
  for (let waited = 0; isThere(); waited += LOOK_AGAIN_MS) {
    if (waited > graceMs) process.kill(pid, 'SIGKILL');
    await wait(LOOK_AGAIN_MS);
  }
  return true;
}
