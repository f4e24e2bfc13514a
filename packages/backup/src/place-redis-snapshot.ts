import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const MODE = 0o600;

/**
 * Lays a snapshot where a private Redis that has never run will find it. A server with `appendonly yes` does not look for a snapshot, it reads
 * its append-only files: so the snapshot becomes the base of those, named in their manifest.
 * Format: https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/ (multi-part AOF, Redis 7).
 * @param directory that of the private Redis
 */
export async function placeRedisSnapshot(directory: string, snapshot: Readable, signal: AbortSignal): Promise<void> {
  const files = path.join(directory, 'data', 'appendonlydir');
  await mkdir(files, { recursive: true, mode: 0o700 });
  const base = 'appendonly.aof.1.base.rdb';
  await pipeline(snapshot, createWriteStream(path.join(files, base), { flags: 'wx', mode: MODE, flush: true }), { signal });
  await writeFile(path.join(files, 'appendonly.aof.manifest'), `file ${base} seq 1 type b\n`, { flag: 'wx', mode: MODE, flush: true });
}
