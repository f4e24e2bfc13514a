import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Launched, launch } from './launch.ts';
import { LaunchFault } from './launch-fault.ts';
import { readLauncherSettings } from './read-launcher-settings.ts';
import { sayWithSeconds } from './say.ts';

// `npm start`: see launch.ts for what is started. A stop that the user asked for ends with code 0, a second Ctrl-C kills at once (130).

const root = path.resolve(import.meta.dirname, '../../..');
const say = sayWithSeconds();
const stopping = new AbortController();
let launched: Launched | undefined;
let stopped: Promise<void> | undefined;

// Whoever read our output may be gone; that must not keep us from stopping in good order.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (!stopped) return void stopAll(signal);
    launched?.killAll();
    process.exit(130);
  });
}
process.on('uncaughtException', (error) => {
  process.stderr.write(`watchfloor: ${error.stack}\n`);
  void stopAll('a fault of the launcher', 1);
});

try {
  const { values } = parseArgs({ options: { demo: { type: 'boolean', default: true } }, allowNegative: true });
  const settings = readLauncherSettings(root);
  const print = (text: string) => void process.stdout.write(text);
  launched = launch({ root, settings, demo: values.demo, signal: stopping.signal, say, print, colour: process.stdout.isTTY === true });
  await launched.ready;
} catch (error) {
  if (!stopping.signal.aborted) {
    process.stderr.write(`${explain(error)}\n`);
    await stopAll(null, 1);
  }
}

function stopAll(why: string | null, code = 0): Promise<void> {
  stopped ??= (async () => {
    if (why) say(`stopping (${why})`);
    stopping.abort();
    await launched?.stop();
    if (why) say('everything is stopped');
    process.exit(code);
  })();
  return stopped;
}

function explain(error: unknown): string {
  if (error instanceof LaunchFault)
    return error.message
      .split('\n')
      .map((line) => `watchfloor cannot start: ${line}`)
      .join('\n');
  if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
    return `watchfloor: ${error.message}; there is only --no-demo`;
  return `watchfloor could not start: ${error instanceof Error ? error.message : String(error)}`;
}
