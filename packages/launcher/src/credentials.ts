import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { writePrivately } from './write-privately.ts';

export type Credentials = { ADMIN_EMAIL: string; ADMIN_PASSWORD: string; INGEST_KEY: string };

/** `made`: names of those that were made just now and so should be shown once. `file`: where they are kept. */
export type KeptCredentials = { credentials: Credentials; made: (keyof Credentials)[]; file: string };

/**
 * The first sign-in and the ingest key. What the environment gives is used and not written down; the rest is made on the first run and kept
 * in `credentials` (0600) of the home as KEY=VALUE lines.
 */
export function keepCredentials(
  home: string,
  given: { ADMIN_EMAIL: string; ADMIN_PASSWORD?: string | undefined; INGEST_KEY?: string | undefined },
): KeptCredentials {
  const file = path.join(home, 'credentials');
  const kept = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  const made: (keyof Credentials)[] = [];
  const make = (name: 'ADMIN_PASSWORD' | 'INGEST_KEY', value: () => string) => {
    if (given[name] || kept[name]) return;
    kept[name] = value();
    made.push(name);
  };
  make('ADMIN_PASSWORD', () => randomBytes(15).toString('base64url'));
  make('INGEST_KEY', () => `wfk_${randomBytes(24).toString('base64url')}`);
  if (made.length > 0 || kept.ADMIN_EMAIL !== given.ADMIN_EMAIL) {
    kept.ADMIN_EMAIL = given.ADMIN_EMAIL;
    const lines = ['ADMIN_EMAIL', 'ADMIN_PASSWORD', 'INGEST_KEY'].filter((name) => kept[name]).map((name) => `${name}=${kept[name]}\n`);
    writePrivately(file, lines.join(''));
  }
  chmodSync(file, 0o600);
  const credentials = {
    ADMIN_EMAIL: given.ADMIN_EMAIL,
    ADMIN_PASSWORD: given.ADMIN_PASSWORD ?? kept.ADMIN_PASSWORD ?? '',
    INGEST_KEY: given.INGEST_KEY ?? kept.INGEST_KEY ?? '',
  };
  return { credentials, made, file };
}
