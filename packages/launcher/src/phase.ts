import { spawn } from 'node:child_process';
import { follow } from './running.ts';

/** One step of `npm run check` or `npm test`: a program of ours or of a tool, run on this Node. */
export type Phase = { name: string; args: string[]; env?: NodeJS.ProcessEnv };

/**
 * Runs phases one after another, their output passed through, and stops at the first that fails. Gives the exit code for the whole.
 * A signal reaches the phase as well (it is in our process group): we only wait for it to end.
 */
export async function runPhases(root: string, phases: Phase[]): Promise<number> {
  let stoppedBy: NodeJS.Signals | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stoppedBy = signal;
    });
  }
  for (const { name, args, env } of phases) {
    process.stdout.write(`\n── ${name}\n`);
    const { code } = await follow(spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })).exited;
    if (stoppedBy) return 130;
    if (code !== 0) {
      process.stderr.write(`\nFAILED: ${name}\n`);
      return code || 1;
    }
  }
  return 0;
}
