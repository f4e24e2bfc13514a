import path from 'node:path';
import { parseArgs } from 'node:util';
import { explainHistoryFault } from '@watchfloor/history/history-fault';
import { LaunchFault } from '@watchfloor/launcher/launch-fault';
import { readLauncherSettings } from '@watchfloor/launcher/read-launcher-settings';
import { type Say, sayWithSeconds } from '@watchfloor/launcher/say';
import { BackupFault } from './backup-fault.ts';
import type { BackupOptions } from './take-backup.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const INTERRUPTED = 130;

/** What both commands are given. */
export type Command = BackupOptions;

/**
 * Runs `backup` or `restore` with the arguments FILE and --home DIR and gives the exit code. A Ctrl-C ends it cleanly; a fault is told in a line.
 * @param run does it and gives the last words
 */
export async function runCommand(name: string, run: (command: Command) => Promise<string>): Promise<number> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort(new Error('interrupted')));
  const say: Say = sayWithSeconds(process.stderr);
  try {
    const { values, positionals } = parseArgs({ options: { home: { type: 'string' } }, allowPositionals: true });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) throw new BackupFault(`usage: npm run ${name} -- FILE [--home DIR]`);
    const from = process.env.INIT_CWD ?? process.cwd();
    const known = readLauncherSettings(ROOT);
    const settings = { ...known, WATCHFLOOR_HOME: values.home === undefined ? known.WATCHFLOOR_HOME : path.resolve(from, values.home) };
    say(await run({ settings, file: path.resolve(from, file), say, signal: stopping.signal }));
    return 0;
  } catch (error) {
    process.stderr.write(`watchfloor ${name}: ${stopping.signal.aborted ? 'interrupted; nothing is left behind' : explain(error)}\n`);
    return stopping.signal.aborted ? INTERRUPTED : 1;
  }
}

/** Codes of PostgreSQL, as 42P01; those of the system (EPIPE) have no digit. */
const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/;

function explain(error: unknown): string {
  if (error instanceof BackupFault || error instanceof LaunchFault) return error.message;
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'the disk is full; nothing is left behind';
  if (code.startsWith('ERR_PARSE_ARGS')) return error.message;
  return SQLSTATE.test(code) || error instanceof AggregateError ? explainHistoryFault(error) : error.message;
}
