import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runStep } from './run-step.mjs';
import { SetupError, say } from './say.mjs';
import { withSetupLock } from './setup-lock.mjs';

/** Settings of the npm that started us which would make the inner one install less, elsewhere, or not at all. */
const MISLEADING =
  /^npm_(lifecycle|package)_|^npm_(command|config_(omit|include|only|also|production|dev|optional|ignore_scripts|workspaces?|include_workspace_root|global|location|json|dry_run|package_lock|package_lock_only|local_prefix|loglevel))$/i;

/** Runs `npm ci` when node_modules is not what the lock file says; two commands at once do it once. */
export async function installPackages(root) {
  if (isInstalled(root)) return;
  await withSetupLock(root, async () => {
    if (isInstalled(root)) return;
    say('installing the npm packages of package-lock.json');
    const npm = process.env.npm_execpath?.endsWith('npm-cli.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
    const [file, ...first] = npm;
    const args = [...first, 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
    const { code, output, seconds } = await runStep({ what: 'npm ci', file, args, env: cleanEnvironment(), cwd: root });
    if (code !== 0) throw new SetupError(`npm ci failed; the end of what it said:\n${output.trim().split('\n').slice(-25).join('\n')}`);
    writeFileSync(markerPath(root), fingerprint(root));
    say(`npm packages installed in ${seconds} s`);
  });
}

function isInstalled(root) {
  if (!existsSync(path.join(root, 'node_modules/.bin/node'))) return false;
  const wanted = fingerprint(root);
  if (existsSync(markerPath(root)) && readFileSync(markerPath(root), 'utf8') === wanted) return true;
  if (!matchesLock(root)) return false;
  writeFileSync(markerPath(root), wanted);
  return true;
}

/** Compares npm's own record of what it installed with the lock file, so that a plain `npm install` need not be repeated. */
function matchesLock(root) {
  const record = path.join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  const same = (name) => installed[name]?.version === locked[name].version && installed[name]?.resolved === locked[name].resolved;
  const wanted = Object.keys(locked).filter((name) => name.startsWith('node_modules/') || name.includes('/node_modules/'));
  const isOptional = (name) => locked[name].optional || locked[name].devOptional || locked[name].peer;
  return (
    wanted.every((name) => (installed[name] ? same(name) : isOptional(name))) &&
    Object.keys(installed).every((name) => locked[name] !== undefined)
  );
}

function fingerprint(root) {
  const lock = readFileSync(path.join(root, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`;
}

const markerPath = (root) => path.join(root, 'node_modules/.watchfloor-lock');

function cleanEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => name !== 'NODE_ENV' && name !== 'INIT_CWD' && !MISLEADING.test(name));
  return Object.fromEntries(kept);
}
