import { execFile } from 'node:child_process';
import path from 'node:path';

export type Ended = { code: number; said: string };

const SOURCES = path.resolve(import.meta.dirname, '../src');

/** Runs the command as `npm run backup` or `npm run restore` does, on the private servers of its home unless the environment names others. */
export function run(name: 'backup' | 'restore', args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const clean = { ...process.env, REDIS_URL: '', DATABASE_URL: '', PARTITIONS: '', ...env };
  return new Promise((resolve) => {
    execFile(process.execPath, [path.join(SOURCES, `${name}.ts`), ...args], { env: clean }, (error, _, said) => {
      resolve({ code: error ? Number(error.code ?? -1) : 0, said });
    });
  });
}
