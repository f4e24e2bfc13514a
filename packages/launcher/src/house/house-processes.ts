import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** One process of the machine. */
export type Process = { pid: number; parent: number; command: string };

/** Every process there is now; one that has ended but was not reaped yet is left out. */
export function processes(): Process[] {
  return process.platform === 'linux' ? fromProc() : fromPs();
}

/** Those that `pid` started and those that they started. */
export function descendantsOf(pid: number, all: Process[] = processes()): Process[] {
  const children = all.filter(({ parent }) => parent === pid);
  return children.flatMap((child) => [child, ...descendantsOf(child.pid, all)]);
}

function fromProc(): Process[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      // "pid (name) state parent …": the name may hold anything, also a parenthesis.
      const [, parent] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      return command === '' ? [] : [{ pid: Number(name), parent: Number(parent), command }];
    } catch {
      // It has just ended.
      return [];
    }
  });
}

function fromPs(): Process[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [pid, parent, ...command] = line.trim().split(/\s+/);
    return { pid: Number(pid), parent: Number(parent), command: command.join(' ') };
  });
}
