import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keepCredentials } from './credentials.ts';
import { lockHome } from './home-lock.ts';
import { openLogFile } from './log-file.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'watchfloor-home-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('credentials', () => {
  const given = { ADMIN_EMAIL: 'admin@localhost' };

  test('are made once, kept for the owner alone, and the same the next time', () => {
    const first = keepCredentials(home, given);
    expect(first.made).toEqual(['ADMIN_PASSWORD', 'INGEST_KEY']);
    expect(first.credentials.INGEST_KEY).toMatch(/^wfk_[\w-]{32}$/);
    expect(statSync(first.file).mode & 0o777).toBe(0o600);
    const second = keepCredentials(home, given);
    expect(second).toMatchObject({ made: [], credentials: first.credentials });
  });

  test('of the environment are used and not written down', () => {
    const { credentials, made, file } = keepCredentials(home, { ...given, INGEST_KEY: 'wfk_from_the_environment' });
    expect(credentials.INGEST_KEY).toBe('wfk_from_the_environment');
    expect(made).toEqual(['ADMIN_PASSWORD']);
    expect(readFileSync(file, 'utf8')).not.toContain('from_the_environment');
  });
});

describe('a home', () => {
  test('is refused to a second launcher, which is told whom to stop', async () => {
    const folder = path.join(home, 'packages/launcher/src');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'main.ts'), "console.log('up'); process.stdin.resume();");
    const other = spawn(process.execPath, [path.join(folder, 'main.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });
    await new Promise((resolve) => other.stdout.once('data', resolve));
    writeFileSync(path.join(home, 'launcher.pid'), String(other.pid));
    expect(() => lockHome(home)).toThrow(`process ${other.pid}). Stop it first: kill ${other.pid}`);
    other.kill('SIGKILL');
    await new Promise((resolve) => other.once('exit', resolve));
    const lock = lockHome(home);
    lock.release();
  });

  test('left by a launcher whose number is some other program by now is taken over', () => {
    writeFileSync(path.join(home, 'launcher.pid'), '1');
    const lock = lockHome(home);
    expect(readFileSync(path.join(home, 'launcher.pid'), 'utf8')).toBe(String(process.pid));
    lock.release();
  });
});

test('a log file is turned over before it grows too large, and three old ones stay', () => {
  const file = path.join(home, 'logs/x.log');
  const log = openLogFile(file, 10);
  for (let line = 1; line <= 12; line += 1) log.write(`line ${line} is long`);
  log.close();
  expect(['', '.1', '.2', '.3'].map((end) => readFileSync(file + end, 'utf8'))).toEqual(
    ['12', '11', '10', '9'].map((n) => `line ${n} is long\n`),
  );
});
