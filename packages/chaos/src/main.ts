import path from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine, machineLine } from '@watchfloor/bench/machine';
import { stopOnSignals } from '@watchfloor/bench/stop-on-signals';
import { sayWithSeconds } from '@watchfloor/launcher/say';
import { keepFindings } from './keep-findings.ts';
import { renderFindings } from './render-findings.ts';
import type { Finding, Row } from './row.ts';
import { ROWS } from './row-list.ts';

// `npm run chaos [-- ROW ... --times N --rate EVENTS_A_SECOND]`

const DEFAULT_RATE = 200;
const root = path.resolve(import.meta.dirname, '../../..');
const stopping = stopOnSignals();
const say = sayWithSeconds();

try {
  const { rows, times, rate } = readArguments();
  const findings: Finding[] = [];
  for (const row of rows) findings.push(...(await run(row, times, rate)));
  if (rows.length > 1) process.stdout.write(`\n${renderFindings(findings)}\n`);
  process.exitCode = findings.every(({ wrong }) => wrong.length === 0) ? 0 : 1;
} catch (error) {
  if (!stopping.aborted) process.stderr.write(`watchfloor chaos: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = stopping.aborted ? 130 : 1;
}
// A socket that somebody forgot must not keep a finished run.
process.exit();

async function run(row: Row, times: number | undefined, rate: number): Promise<Finding[]> {
  const machine = describeMachine();
  process.stdout.write(`\n${row.name}: ${row.what}\n  ${rate} events/s; ${machineLine(machine)}\n\n`);
  const findings = await row.run({ times, rate, signal: stopping, say: (line) => say(`${row.name}  ${line}`) });
  const file = path.resolve(root, process.env.WATCHFLOOR_HOME || '.watchfloor', 'chaos.json');
  keepFindings(file, row, { machine, rate, findings });
  process.stdout.write(`\n${renderFindings(findings)}\n\nwritten to ${file}\n`);
  return findings;
}

function readArguments(): { rows: readonly Row[]; times: number | undefined; rate: number } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { times: { type: 'string' }, rate: { type: 'string' } },
  });
  const number = (name: string, text: string | undefined): number | undefined => {
    if (text === undefined || /^[1-9]\d{0,4}$/.test(text)) return text === undefined ? undefined : Number(text);
    throw new Error(`--${name} ${text}: a whole number from 1 on is wanted`);
  };
  const chosen = positionals.map((name) => {
    const row = ROWS.find((each) => each.name === name);
    if (!row) throw new Error(`there is no row ${name}; there are ${ROWS.map((each) => each.name).join(', ')}`);
    return row;
  });
  return {
    rows: chosen.length > 0 ? chosen : ROWS,
    times: number('times', values.times),
    rate: number('rate', values.rate) ?? DEFAULT_RATE,
  };
}
