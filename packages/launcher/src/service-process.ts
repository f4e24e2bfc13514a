import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { follow, type Running } from './running.ts';

export type ServiceProcess = { entry: string; root: string; env: NodeJS.ProcessEnv; onLine: (line: string) => void };

/** Starts one of our programs on this same Node. The IPC channel tells it when we are gone; its log comes line by line. */
export async function startProcess({ entry, root, env, onLine }: ServiceProcess): Promise<Running> {
  const child = spawn(process.execPath, [entry], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Not of our process group: a terminal's Ctrl-C must not break the order in which we stop.
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) if (stream) createInterface({ input: stream }).on('line', onLine);
  return follow(child);
}
