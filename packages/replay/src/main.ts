import { resolve } from 'node:path';
import { findConnection } from './connection.ts';
import { interruption } from './interruption.ts';
import { readOptions, USAGE } from './options.ts';
import { replay } from './replay.ts';
import { ReplayError } from './replay-error.ts';
import { type Result, rejectedCount, summary } from './summary.ts';
import { verdictText } from './verify/verdict-text.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

function exitCode(result: Result): number {
  if (result.ended === 'interrupted') return 130;
  if (result.ended !== 'complete' || (result.verdict?.wrong.length ?? 0) > 0) return 1;
  return rejectedCount(result) > 0 ? 2 : 0;
}

async function main(): Promise<number> {
  const signal = interruption();
  try {
    const options = readOptions(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
    if (options === 'help') {
      process.stdout.write(USAGE);
      return 0;
    }
    const connection = findConnection(ROOT, process.env);
    const result = await replay({ options, connection, signal, say: (line) => process.stderr.write(`${line}\n`) });
    process.stdout.write(summary(result) + (result.verdict ? verdictText(result.verdict) : ''));
    return exitCode(result);
  } catch (error) {
    if (signal.aborted) return 130;
    if (!(error instanceof ReplayError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

process.exit(await main());
