import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { endGroup } from './run-step.mjs';
import { SetupError } from './say.mjs';
import { sendSignalsTo } from './signals.mjs';

/**
 * Runs a TypeScript entry on the pinned Node and ends as it ends, by code or by signal. It has a session of its own, so that a terminal's
 * Ctrl-C reaches it once, through us; it keeps the terminal's input and output. The IPC channel tells it when we are killed.
 */
export function runEntry(root, entry, args) {
  const node = path.join(root, 'node_modules/.bin/node');
  if (!existsSync(node))
    throw new SetupError(`there is no packaged Node for ${process.platform}-${process.arch}; see optionalDependencies in package.json`);
  if (!existsSync(path.join(root, entry))) throw new SetupError(`${entry} is not there`);
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'));
  const env = { ...Object.fromEntries(kept), INIT_CWD: process.env.INIT_CWD ?? process.cwd() };
  const follow = path.join(root, 'packages/launcher/setup/follow-parent.mjs');
  const child = spawn(node, ['--import', follow, entry, ...args], {
    cwd: root,
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: true,
  });
  sendSignalsTo((signal) => endGroup(child.pid, signal));
  child.on('error', (error) => {
    process.stderr.write(`watchfloor: could not run ${node}: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    // Whatever a tool of the command has left behind in its group goes with it.
    endGroup(child.pid, 'SIGKILL');
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name);
    if (signal) process.kill(process.pid, signal);
    else process.exit(code ?? 1);
  });
}
