import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPrivateRedis } from '@watchfloor/launcher/private-redis';
import { connectRedis, untilReady } from '@watchfloor/redis/connect';
import { freshRedis } from '@watchfloor/testing/private-servers';
import { expect, test } from 'vitest';
import { placeRedisSnapshot } from './place-redis-snapshot.ts';
import { openRedisSnapshot } from './redis-snapshot.ts';

const SIZE = 5_000_000;
const { signal } = new AbortController();

/** The two ways in which a Redis sends a snapshot: as it makes it, with a mark at its end; or a file, of a length that it says. */
test.each(['yes', 'no'])('a private Redis begins with all that another held (repl-diskless-sync %s)', async (diskless) => {
  await using server = await freshRedis({ 'repl-diskless-sync': diskless });
  const redis = connectRedis(server.url);
  await untilReady(redis);
  const value = randomBytes(SIZE);
  await redis.set('large', value);
  const snapshot = await openRedisSnapshot(server.url, signal);
  await redis.set('later', 1);
  redis.disconnect();

  const directory = mkdtempSync(path.join(tmpdir(), 'watchfloor-snapshot-'));
  await placeRedisSnapshot(directory, snapshot, signal);
  const other = await startPrivateRedis({ directory });
  try {
    const restored = connectRedis(other.url);
    await untilReady(restored);
    expect(await restored.keys('*')).toEqual(['large']);
    expect(value.equals((await restored.getBuffer('large')) ?? Buffer.alloc(0))).toBe(true);
    restored.disconnect();
  } finally {
    await other.stop();
    rmSync(directory, { recursive: true, force: true });
  }
});

test('a Redis that wants another password says so', async () => {
  await using server = await freshRedis();
  const url = server.url.replace(/:[^:@]+@/, ':wrong@');
  await expect(openRedisSnapshot(url, signal)).rejects.toThrow(/Redis refuses AUTH: WRONGPASS/);
});
