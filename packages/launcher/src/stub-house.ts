import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SERVICES } from './service-list.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** A service that is nothing but its process: ready at once, quiet, gone with its parent, and it leaves a note of its end. */
const service = (name: string, port: string) => `
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
console.log(JSON.stringify({ level: 30, time: Date.now(), service: '${name}', msg: 'here with ' + process.env.REDIS_URL?.slice(0, 8) }));
createServer((_request, answer) => answer.end('{}')).listen(process.env.${port}, process.env.BIND);
let over = false;
const end = () => {
  if (over) return;
  over = true;
  appendFileSync(process.env.WATCHFLOOR_HOME + '/ended', '${name}\\n');
  process.exit(0);
};
process.on('SIGTERM', end);
process.once('disconnect', end);
`;

/** Lays out a clone in which the launcher is the real one and the services are stand-ins; for tests of the launcher alone. */
export function layStubHouse(folder: string): void {
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  for (const { name, entry, port } of SERVICES) write(entry, service(name, port));
  write('packages/history/src/migrate.ts', "if (!process.env.DATABASE_URL?.startsWith('postgres://')) process.exit(1);");
  write('packages/simulator/src/main.ts', "process.once('disconnect', () => process.exit(0)); setInterval(() => {}, 1000);");
  write('package.json', '{ "type": "module", "scripts": { "start": "exec node packages/launcher/setup/run.mjs start" } }');
  // The launcher finds its house by where its own files are: they are copied, what they import comes from the real one.
  for (const each of ['src', 'setup', 'package.json'])
    cpSync(path.join(root, 'packages/launcher', each), path.join(folder, 'packages/launcher', each), { recursive: true });
  for (const each of ['node_modules', 'package-lock.json']) symlinkSync(path.join(root, each), path.join(folder, each));
}
