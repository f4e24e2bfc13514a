import { REMEMBER_MS } from '@watchfloor/core/conversation/past';
import type { HashWrite } from './commit.ts';
import { keys } from './keys.ts';
import type { ScriptedRedis } from './scripts.ts';

/** Conversations that were forgotten in one slice of this length (event time) go together. */
const SLICE_MS = 5 * 86_400_000;
const SLICES = REMEMBER_MS / SLICE_MS + 1;

type At = { partition: number; floorKey: string; through: number };

export const rememberedSlice = (through: number): number => Math.floor(through / SLICE_MS);

/** The slices that an event may ask for at a floor's time, the latest first. */
const slicesAt = (through: number): number[] => Array.from({ length: SLICES }, (_, i) => rememberedSlice(through) - i);

/** Those of them in which anything is: mostly nobody has to look. */
export async function filledSlices(redis: ScriptedRedis, { partition, floorKey, through }: At): Promise<Set<number>> {
  const asked = slicesAt(through);
  const found = await Promise.all(asked.map((slice) => redis.exists(keys.remembered(partition, floorKey, slice))));
  return new Set(asked.filter((_, i) => found[i] === 1));
}

/** What is remembered of some conversations of a floor, as it was written: id -> text. Those of which nothing is, are left out. */
export async function readRemembered(
  redis: ScriptedRedis,
  { partition, floorKey, through, filled }: At & { filled: ReadonlySet<number> },
  ids: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const asked = ids.length === 0 ? [] : slicesAt(through).filter((slice) => filled.has(slice));
  const slices = await Promise.all(asked.map((slice) => redis.hmget(keys.remembered(partition, floorKey, slice), ...ids)));
  // The latest first: what it says holds.
  for (const texts of slices) for (const [i, id] of ids.entries()) if (texts[i] && !found.has(id)) found.set(id, texts[i]);
  return found;
}

/** Writes what is remembered of conversations that are forgotten at a floor's time; it goes when no event can ask for it any more. */
export function rememberedWrites({ partition, floorKey, through }: At, texts: ReadonlyMap<string, string>): HashWrite[] {
  if (texts.size === 0) return [];
  const key = keys.remembered(partition, floorKey, rememberedSlice(through));
  return [{ kind: 'hash', key, ttlMs: SLICES * SLICE_MS, set: new Map(texts), remove: [] }];
}
