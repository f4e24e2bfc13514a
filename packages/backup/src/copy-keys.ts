import type { ScriptedRedis } from '@watchfloor/redis/scripts';

const AT_ONCE = 100;

/**
 * Copies every key with its time to live into an empty Redis. Nobody may write to either meanwhile. When it fails, what it has copied is taken
 * away again.
 */
export async function copyKeys(source: ScriptedRedis, target: ScriptedRedis, signal: AbortSignal): Promise<void> {
  const copied: string[] = [];
  try {
    let cursor = '0';
    do {
      const [next, keys] = await source.scan(cursor, 'COUNT', AT_ONCE);
      cursor = next;
      for (const key of keys) {
        signal.throwIfAborted();
        // A key may expire between the cursor and us.
        const [value, expiresAt] = await Promise.all([source.dumpBuffer(key), source.pexpiretime(key)]);
        if (value === null) continue;
        await target.restore(key, Math.max(0, expiresAt), value, 'REPLACE', 'ABSTTL');
        copied.push(key);
      }
    } while (cursor !== '0');
  } catch (error) {
    for (const key of copied) await target.unlink(key).catch(() => {});
    throw error;
  }
}
