import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { say } from './say.mjs';
import { sendSignalsTo } from './signals.mjs';

const STILL_AT_IT_MS = 15_000;

/**
 * Runs one program of the setup in its own process group, keeps its output back, and says every 15 s that it is still at it.
 * A signal to us ends the whole group and then this program. Gives the exit code and the output.
 */
export function runStep({ what, file, args, env = process.env, cwd }) {
  return new Promise((resolve) => {
    const started = performance.now();
    const seconds = () => Math.round((performance.now() - started) / 1000);
    const child = spawn(file, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const output = [];
    let stoppedBy = null;
    sendSignalsTo((signal) => {
      stoppedBy = signal;
      endGroup(child.pid, 'SIGTERM');
      setTimeout(() => endGroup(child.pid, 'SIGKILL'), 5_000).unref();
    });
    const ticker = setInterval(() => say(`${what}: still at it after ${seconds()} s`), STILL_AT_IT_MS);
    const finish = (code) => {
      clearInterval(ticker);
      sendSignalsTo(null);
      if (stoppedBy) process.exit(128 + constants.signals[stoppedBy]);
      resolve({ code, output: Buffer.concat(output).toString(), seconds: seconds() });
    };
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => {
      output.push(Buffer.from(String(error.message)));
      finish(127);
    });
    child.on('close', (code) => finish(code ?? 1));
  });
}

/** Sends a signal to a process group; one that is gone already is no fault. */
export function endGroup(pid, signal) {
  try {
    if (pid) process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error;
  }
}
