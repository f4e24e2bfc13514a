import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { PostgresPlace } from './postgres-place.ts';
import { writePrivately } from './write-privately.ts';

const run = promisify(execFile);

/** The owner of the private database. */
export const POSTGRES_USER = 'watchfloor';

/** Makes the data directory on the first start: UTF-8, C locale, password by SCRAM. One that was interrupted is begun again. */
export async function initPostgres(place: PostgresPlace, password: string, signal?: AbortSignal): Promise<void> {
  if (existsSync(path.join(place.data, 'PG_VERSION'))) return;
  const draft = `${place.data}.new`;
  const passwordFile = path.join(place.base, 'password.tmp');
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writePrivately(passwordFile, `${password}\n`);
  if (place.account) for (const each of [draft, passwordFile]) chownSync(each, place.account.uid, place.account.gid);
  const flags = [
    '--encoding=UTF8',
    '--locale=C',
    '--auth=scram-sha-256',
    `--username=${POSTGRES_USER}`,
    `--pwfile=${passwordFile}`,
    '--no-instructions',
  ];
  try {
    await run(path.join(place.binaries, 'bin/initdb'), [`--pgdata=${draft}`, ...flags], {
      cwd: place.base,
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
      ...place.account,
      ...(signal && { signal }),
    });
    renameSync(draft, place.data);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}
