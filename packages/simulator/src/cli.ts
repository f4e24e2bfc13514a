import { resolve } from 'node:path';
import { type Connection, findConnection } from '@watchfloor/replay/connection';
import { interruption } from '@watchfloor/replay/interruption';
import { ReplayError } from '@watchfloor/replay/replay-error';
import { type Options, readOptions, USAGE } from './cli/options.ts';
import { progressLine } from './cli/progress-line.ts';
import { sendDay } from './cli/send-day.ts';
import { sendLive } from './cli/send-live.ts';
import { floorFigures, sentFigures, summary } from './cli/summary.ts';
import { writeDay } from './cli/write-day.ts';

// `npm run simulate`: see cli/options.ts for what can be asked of it.

const ROOT = resolve(import.meta.dirname, '../../..');
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Another ingest than the one that was started here: its gateway is taken to be on the same host, on the port that is set. */
function connectionTo(url: string | null): Connection {
  const found = findConnection(ROOT, process.env);
  if (url === null) return found;
  const gateway = new URL(url);
  gateway.port = new URL(found.gateway).port;
  return { ...found, ingest: url, gateway: gateway.origin };
}

async function simulate({ setup, end, target }: Options, signal: AbortSignal): Promise<number> {
  const progress = progressLine(setup.zone, setup.begin, end);
  if (target.kind === 'file') {
    const { counted, staffPath } = await writeDay({ setup, end, path: target.path, signal, progress });
    process.stdout.write(summary(`Wrote ${target.path}`, [...floorFigures(counted), ['staff', staffPath]]));
    return signal.aborted ? 130 : 0;
  }
  const { floor, live, speed } = target;
  const connection = connectionTo(target.url);
  if (live) say(`floor ${floor} lives in real time, with seed ${setup.seed}; Ctrl-C closes it`);
  const day = live
    ? await sendLive({ setup, end, floor, connection, signal, say, progress })
    : await sendDay({ setup, end, floor, speed, connection, signal, say, progress });
  const heading = `${day.interrupted ? 'Interrupted; so far into' : 'Simulated into'} floor ${floor}`;
  process.stdout.write(summary(heading, [...floorFigures(day.counted), ...sentFigures(day)], day));
  if (day.interrupted) return 130;
  return day.sent.rejected > 0 ? 2 : 0;
}

async function main(): Promise<number> {
  const signal = interruption();
  try {
    const options = readOptions(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd(), Date.now());
    if (options !== 'help') return await simulate(options, signal);
    process.stdout.write(USAGE);
    return 0;
  } catch (error) {
    if (signal.aborted) return 130;
    if (!(error instanceof ReplayError)) throw error;
    say(error.message);
    return 1;
  }
}

process.exit(await main());
