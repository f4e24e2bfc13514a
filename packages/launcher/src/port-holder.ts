import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { commandOf } from './process-table.ts';

const LISTENING = '0A';

/** Who listens on a port, as the end of a sentence: " by process 4711 (node server.js)"; empty if it cannot be found out. */
export function portHolder(port: number): string {
  const pid = process.platform === 'linux' ? findInProc(port) : askLsof(port);
  if (pid === null) return '';
  const command = commandOf(pid) ?? 'unknown';
  return ` by process ${pid} (${command.length > 80 ? `${command.slice(0, 79)}…` : command})`;
}

function findInProc(port: number): number | null {
  try {
    const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeners(table, port)).map((inode) => `socket:[${inode}]`);
    if (inodes.length === 0) return null;
    return (
      readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map(Number)
        .find((pid) => holdsOne(pid, inodes)) ?? null
    );
  } catch {
    return null;
  }
}

/** Socket inodes of the rows that listen on the port; columns: sl, local address:port, remote, state, ..., inode (10th). */
function listeners(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readFileSync(table, 'utf8')
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
  return rows.filter((row) => row[1]?.endsWith(suffix) && row[3] === LISTENING).map((row) => row[9] ?? '');
}

function holdsOne(pid: number, sockets: string[]): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => sockets.includes(linkOf(`/proc/${pid}/fd/${fd}`)));
  } catch {
    // Another user's process, or one that has just ended.
    return false;
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function askLsof(port: number): number | null {
  try {
    const output = execFileSync('lsof', ['-nP', '-t', `-iTCP:${port}`, '-sTCP:LISTEN'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number(output.split('\n')[0]) || null;
  } catch {
    return null;
  }
}
