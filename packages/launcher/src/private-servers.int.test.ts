import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startPrivatePostgres } from './private-postgres.ts';
import { startPrivateRedis } from './private-redis.ts';
import { commandOf } from './process-table.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'watchfloor-launcher-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function ask(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** Resolves when nobody answers at a port any more. */
async function untilClosed(port: number): Promise<void> {
  const open = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(socket.destroy() !== null));
      socket.on('error', () => resolve(false));
    });
  await expect.poll(open, { timeout: 10_000, interval: 20 }).toBe(false);
}

describe('the private Redis', () => {
  test('keeps its port and password, and nobody else may read them', async () => {
    const first = await startPrivateRedis({ directory });
    await first.stop();
    const second = await startPrivateRedis({ directory });
    expect(second.url).toBe(first.url);
    for (const file of ['server.json', 'redis.conf']) expect(statSync(path.join(directory, file)).mode & 0o777).toBe(0o600);
    expect(commandOf(second.pid)).not.toContain(new URL(second.url).password);
    await second.stop();
    await untilClosed(second.port);
  });

  test('takes another port when its own was taken while it was down', async () => {
    const first = await startPrivateRedis({ directory });
    await first.stop();
    const intruder = createServer().listen(first.port, '127.0.0.1');
    await new Promise((resolve) => intruder.once('listening', resolve));
    await expect(startPrivateRedis({ directory, again: true })).rejects.toThrow(`port ${first.port} is taken`);
    const second = await startPrivateRedis({ directory });
    expect(second.port).not.toBe(first.port);
    await second.stop();
    intruder.close();
  });

  test('says what the server said when it does not come up', async () => {
    await expect(startPrivateRedis({ directory, config: { 'no-such-setting': '1' } })).rejects.toThrow(
      /redis-server did not start:[\s\S]*no-such-setting/,
    );
  });
});

describe('the private PostgreSQL', () => {
  test('keeps its data over a stop and over kill -9', async () => {
    const options = { directory, temporary: true };
    const first = await startPrivatePostgres(options);
    await ask(first.url, 'create table kept (id int)');
    await ask(first.url, 'insert into kept values (1)');
    first.kill();
    await first.exited;
    const second = await startPrivatePostgres({ ...options, again: true });
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'select id from kept')).toEqual([{ id: 1 }]);
    const place = 'select pg_encoding_to_char(encoding) as code, datcollate as locale from pg_database where datname = current_database()';
    expect(await ask(second.url, place)).toEqual([{ code: 'UTF8', locale: 'C' }]);
    await second.stop();
    await untilClosed(second.port);
  });

  test('starts although its lock names a process that is somebody else by now', async () => {
    const options = { directory, temporary: true };
    const first = await startPrivatePostgres(options);
    const lock = path.join(first.dataDirectory, 'postmaster.pid');
    const text = readFileSync(lock, 'utf8');
    first.kill();
    await first.exited;
    writeFileSync(lock, text.replace(/^\d+/, String(process.pid)));
    const second = await startPrivatePostgres(options);
    expect(await ask(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await second.stop();
  });
});

test('servers do not outlive a program that is killed, and are stopped by the next start if they do', async () => {
  const script = `
    import { startPrivateRedis } from '@watchfloor/launcher/private-redis';
    import { startPrivatePostgres } from '@watchfloor/launcher/private-postgres';
    const redis = await startPrivateRedis({ directory: ${JSON.stringify(path.join(directory, 'redis'))} });
    const postgres = await startPrivatePostgres({ directory: ${JSON.stringify(path.join(directory, 'postgres'))}, temporary: true });
    console.log(JSON.stringify({ redis, postgres }));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  const { redis, postgres } = JSON.parse(line);
  child.kill('SIGKILL');
  await untilClosed(redis.port);
  await untilClosed(postgres.port);
  rmSync(path.dirname(postgres.dataDirectory), { recursive: true, force: true });

  // One without a guard, as after a kill of everything but the server. The killed program has left its own pid file.
  rmSync(path.join(directory, 'redis/redis.pid'), { force: true });
  execFileSync('redis-server', [
    path.join(directory, 'redis/redis.conf'),
    '--daemonize',
    'yes',
    '--pidfile',
    path.join(directory, 'redis/redis.pid'),
  ]);
  await expect.poll(() => statSync(path.join(directory, 'redis/redis.pid'), { throwIfNoEntry: false }) !== undefined).toBe(true);
  const orphan = Number(readFileSync(path.join(directory, 'redis/redis.pid'), 'utf8'));
  // It writes its pid before it takes its title, by which it is known.
  await expect.poll(() => commandOf(orphan) ?? '').toContain('127.0.0.1:');
  const next = await startPrivateRedis({ directory: path.join(directory, 'redis') });
  expect(next.port).toBe(redis.port);
  expect(commandOf(orphan)).toBeNull();
  await next.stop();
});
