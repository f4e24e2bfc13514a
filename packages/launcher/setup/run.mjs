// What every `npm` script of the house starts. Plain JavaScript: it runs on the Node that is there (20 or newer), before anything is
// installed. It installs what is missing, then hands over to the command's TypeScript on the Node that the lock file pins.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './install-packages.mjs';
import { installPrograms } from './install-programs.mjs';
import { runEntry } from './run-entry.mjs';
import { SetupError, say } from './say.mjs';
import { watchSignals } from './signals.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** Each command: its entry, and the system programs without which it cannot do its work. */
const commands = {
  start: { entry: 'packages/launcher/src/main.ts', programs: ['redis-server'] },
  test: { entry: 'packages/launcher/src/test.ts', programs: ['redis-server', 'chromium', 'fonts-noto-cjk'] },
  replay: { entry: 'packages/replay/src/main.ts', programs: [] },
  simulate: { entry: 'packages/simulator/src/cli.ts', programs: [] },
  bench: { entry: 'packages/bench/src/main.ts', programs: ['redis-server'] },
  backup: { entry: 'packages/backup/src/backup.ts', programs: ['redis-server'] },
  restore: { entry: 'packages/backup/src/restore.ts', programs: ['redis-server'] },
  chaos: { entry: 'packages/chaos/src/main.ts', programs: ['redis-server'] },
  check: { entry: 'packages/launcher/src/check.ts', programs: [] },
  docs: { entry: 'packages/launcher/src/docs.ts', programs: [] },
};

const [name = '', ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
try {
  if (Number(process.versions.node.split('.')[0]) < 20)
    throw new SetupError(`Node ${process.versions.node} is too old: install Node 20 or newer`);
  if (!command) throw new SetupError(`no such command: ${name || '(none)'}; there are ${Object.keys(commands).join(', ')}`);
  watchSignals();
  await installPackages(root);
  await installPrograms(root, command.programs);
  await runEntry(root, command.entry, args);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message, process.stderr);
  process.exit(1);
}
