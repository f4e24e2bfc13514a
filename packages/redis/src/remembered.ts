import { REMEMBER_MS } from '@watchfloor/core/conversation/past';
import type { HashWrite } from './commit.ts';
import { keys } from './keys.ts';
import type { ScriptedRedis } from './scripts.ts';

/** Conversations that were closed in one slice of this length (event time) go together. */
const SLICE_MS = 5 * 86_400_000;
const SLICES = REMEMBER_MS / SLICE_MS + 1;

type At = { partition: number; floorKey: string; through: number };

const sliceOf = (through: number): number => Math.floor(through / SLICE_MS);

/** What is remembered of some conversations of a floor, as it was written: id -> text. Those of which nothing is, are left out. */
export async function readRemembered(redis: ScriptedRedis, at: At, ids: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  if (ids.length === 0) return found;
  const last = sliceOf(at.through);
  const slices = await Promise.all(
    Array.from({ length: SLICES }, (_, i) => redis.hmget(keys.remembered(at.partition, at.floorKey, last - i), ...ids)),
  );
  // The latest first: what it says holds.
  for (const texts of slices) for (const [i, id] of ids.entries()) if (texts[i] && !found.has(id)) found.set(id, texts[i]);
  return found;
}

/** Writes what is remembered of conversations that are forgotten at a floor's time; it goes when no event can ask for it any more. */
export function rememberedWrites({ partition, floorKey, through }: At, texts: ReadonlyMap<string, string>): HashWrite[] {
  if (texts.size === 0) return [];
  const key = keys.remembered(partition, floorKey, sliceOf(through));
  return [{ kind: 'hash', key, ttlMs: SLICES * SLICE_MS, set: new Map(texts), remove: [] }];
}
