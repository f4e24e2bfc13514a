import path from 'node:path';
import { parseArgs } from 'node:util';
import { sayWithSeconds } from '@watchfloor/launcher/say';
import { keepResults } from './keep-results.ts';
import { describeMachine, machineLine } from './machine.ts';
import { renderResult } from './render-table.ts';
import type { Row, RowOptions } from './row.ts';
import { ROWS } from './row-list.ts';
import { stopOnSignals } from './stop-on-signals.ts';

// `npm run bench [-- ROW ... --seconds N --rate N --agents N --floors N --pairs N --profile DIRECTORY]`

const root = path.resolve(import.meta.dirname, '../../..');
const stopping = stopOnSignals();
const say = sayWithSeconds();

try {
  const { rows, options, profile } = readArguments();
  for (const row of rows) await measure(row, options, profile);
} catch (error) {
  if (!stopping.aborted) process.stderr.write(`watchfloor bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = stopping.aborted ? 130 : 1;
}
// A socket that somebody forgot must not keep a finished benchmark.
process.exit();

async function measure(row: Row, options: RowOptions, profile: string | undefined): Promise<void> {
  const { name, what, against, goal } = row;
  const machine = describeMachine();
  process.stdout.write(`\n${name}: ${what}\n  against: ${against}\n  goal: ${goal}\n  machine: ${machineLine(machine)}\n\n`);
  const results = await row.run({ root, profile, options, signal: stopping, say: (line) => say(`${name}  ${line}`) });
  for (const result of results) process.stdout.write(`\n${renderResult(result)}\n`);
  const file = path.resolve(root, process.env.WATCHFLOOR_HOME || '.watchfloor', 'bench.json');
  keepResults(file, row, { machine, results });
  process.stdout.write(`\nwritten to ${file}\n`);
}

function readArguments(): { rows: readonly Row[]; options: RowOptions; profile: string | undefined } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seconds: { type: 'string' },
      rate: { type: 'string' },
      agents: { type: 'string', default: '500' },
      floors: { type: 'string', default: '1' },
      pairs: { type: 'string', default: '5' },
      profile: { type: 'string' },
    },
  });
  const number = (name: string, text: string): number => {
    if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
    throw new Error(`--${name} ${text}: a whole number from 1 on is wanted`);
  };
  const chosen = positionals.map((name) => {
    const row = ROWS.find((each) => each.name === name);
    if (!row) throw new Error(`there is no row ${name}; there are ${ROWS.map((each) => each.name).join(', ')}`);
    return row;
  });
  return {
    rows: chosen.length > 0 ? chosen : ROWS.filter(({ onlyWhenNamed }) => !onlyWhenNamed),
    profile: values.profile === undefined ? undefined : path.resolve(process.env.INIT_CWD ?? '.', values.profile),
    options: {
      seconds: values.seconds === undefined ? undefined : number('seconds', values.seconds),
      rate: values.rate === undefined ? undefined : number('rate', values.rate),
      agents: number('agents', values.agents),
      floors: number('floors', values.floors),
      pairs: number('pairs', values.pairs),
    },
  };
}
