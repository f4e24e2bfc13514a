import type { Setup } from './setup.ts';

/** A name for what follows from a setup: two runs that differ in anything share no id. It is the setup's 32-bit FNV-1a hash, and its beginning. */
export function runOf(setup: Setup, ...more: unknown[]): string {
  let hash = 0x811c9dc5;
  for (const char of JSON.stringify([setup, ...more])) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return `${setup.begin.toString(36)}-${hash.toString(36)}`;
}
