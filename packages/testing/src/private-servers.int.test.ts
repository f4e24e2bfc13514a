import { connect } from 'node:net';
import pg from 'pg';
import { expect, test } from 'vitest';
import { freshDatabase, freshRedis } from './private-servers.ts';

/** Sends inline commands to a Redis and gives what it says, once it has said `until`. */
function talk(url: string, commands: string, until: string): Promise<string> {
  const { port, password } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(`AUTH ${password}\r\n${commands}\r\n`));
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      answer += String(chunk);
      if (!answer.includes(until)) return;
      socket.destroy();
      resolve(answer);
    });
  });
}

test('a fresh Redis is empty, durable, never evicts, and refuses whoever has no password', async () => {
  await using redis = await freshRedis();
  expect(await talk(redis.url, 'DBSIZE', ':0')).toContain(':0');
  expect(await talk(redis.url, 'CONFIG GET appendfsync', 'always')).toContain('always');
  expect(await talk(redis.url, 'CONFIG GET maxmemory-policy', 'noeviction')).toContain('noeviction');
  const stranger = Object.assign(new URL(redis.url), { password: 'guess' });
  expect(await talk(stranger.href, 'PING', '-NOAUTH')).toContain('-NOAUTH');
});

test('a Redis that is killed comes back on its address with what it had acknowledged', async () => {
  await using redis = await freshRedis();
  await talk(redis.url, 'SET kept yes', '+OK\r\n+OK');
  await redis.kill();
  await redis.restart();
  expect(await talk(redis.url, 'GET kept', 'yes')).toContain('yes');
});

test('two fresh databases know nothing of each other', async () => {
  await using first = await freshDatabase({ migrate: false });
  await using second = await freshDatabase({ migrate: false });
  const count = async (url: string, before = 'select 1') => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(before);
    const { rowCount } = await client.query("select 1 from pg_tables where schemaname = 'public'");
    await client.end();
    return rowCount;
  };
  expect(await count(first.url, 'create table only_here (id int)')).toBe(1);
  expect(await count(second.url)).toBe(0);
});
