import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LaunchFault } from './launch-fault.ts';
import { commandOf } from './process-table.ts';

export const LOCK_FILE = 'launcher.pid';

/**
 * Takes a home for this process; one that was left by a launcher that is gone is taken over.
 * @throws LaunchFault when another launcher runs from it.
 */
export function lockHome(home: string): { release(): void } {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const file = path.join(home, LOCK_FILE);
  const holder = launcherOf(home);
  if (holder !== null) throw new LaunchFault(`Watchfloor already runs from ${home} (process ${holder}). Stop it first: kill ${holder}`);
  rmSync(file, { force: true });
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    throw new LaunchFault(`another start of Watchfloor has just taken ${home}`, { cause });
  }
  return {
    release() {
      if (existsSync(file) && readFileSync(file, 'utf8') === String(process.pid)) rmSync(file);
    },
  };
}

/** The process id of the launcher that runs from this home, or null. */
export function launcherOf(home: string): number | null {
  const file = path.join(home, LOCK_FILE);
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, 'utf8'));
  const command = commandOf(pid);
  // The number of a launcher that was killed may belong to some other program by now. A backup runs the servers of a home that is not running.
  return pid !== process.pid && command && /packages\/(launcher|backup)\/src\//.test(command) ? pid : null;
}
