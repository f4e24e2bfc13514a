import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { House } from './start-house.ts';

/** Bytes at one moment. `redis`: by kind of key, the part of its name after the hash tag. `heaps`: the least of some looks, which is near to what is in use. */
export type MemorySample = {
  atMs: number;
  redisUsed: number;
  redis: Map<string, number>;
  heaps: Map<string, number>;
  resident: Map<string, number>;
};

/** A heap goes up and down between collections: the least of so many looks, so far apart. */
const LOOKS = 20;
const BETWEEN_MS = 1_000;

type Asked = { house: House; redis: Redis; services: readonly string[]; atMs: number };

export async function sampleMemory({ house, redis, services, atMs }: Asked): Promise<MemorySample> {
  const heaps = new Map<string, number>();
  const resident = new Map<string, number>();
  for (let look = 0; look < LOOKS; look++) {
    if (look > 0) await wait(BETWEEN_MS);
    await Promise.all(
      services.map(async (name) => {
        const text = await fetch(`${house.address(name)}/metrics`).then((answer) => answer.text());
        const value = (metric: string) => Number(new RegExp(`^${metric}(?:\\{[^}]*\\})? (\\S+)`, 'm').exec(text)?.[1] ?? 0);
        heaps.set(name, Math.min(heaps.get(name) ?? Number.POSITIVE_INFINITY, value('nodejs_heap_size_used_bytes')));
        resident.set(name, value('process_resident_memory_bytes'));
      }),
    );
  }
  const used = Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1] ?? 0);
  return { atMs, redisUsed: used, redis: await keysByKind(redis), heaps, resident };
}

async function keysByKind(redis: Redis): Promise<Map<string, number>> {
  const kinds = new Map<string, number>();
  for await (const names of redis.scanStream({ count: 500 }) as AsyncIterable<string[]>) {
    for (const name of names) {
      // BullMQ's keys are of one kind.
      const kind = name.startsWith('wf:{p') ? (name.slice(name.indexOf('}') + 2).split(':')[0] ?? name) : (name.split(':')[0] ?? name);
      const bytes = Number((await redis.call('MEMORY', 'USAGE', name, 'SAMPLES', '50')) ?? 0);
      kinds.set(kind, (kinds.get(kind) ?? 0) + bytes);
    }
  }
  return kinds;
}
