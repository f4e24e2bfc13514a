/** FNV-1a with the finish of MurmurHash3: near texts give numbers far apart. */
function scoreOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * Which of the live keepers a partition belongs to, by rendezvous hashing: each has a score for each partition, the highest has it.
 * Everybody who knows the same keepers says the same; one that comes takes only its own share, one that goes leaves only its own behind.
 */
export function ownerOf(partition: number, keepers: readonly string[]): string | null {
  let best: { keeper: string; score: number } | null = null;
  for (const keeper of keepers) {
    const score = scoreOf(`${partition}|${keeper}`);
    if (!best || score > best.score || (score === best.score && keeper < best.keeper)) best = { keeper, score };
  }
  return best?.keeper ?? null;
}
