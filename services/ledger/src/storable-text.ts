import { createHash } from 'node:crypto';

/** At most so many UTF-16 units: two of them and a floor still fit into an entry of a PostgreSQL index, 2,704 bytes. */
const LENGTH_MAX = 512;
const KEPT = 440;

/**
 * A text as PostgreSQL takes it: without the NUL character, which its texts cannot hold, and no longer than an index entry allows (the rest
 * is told apart by its SHA-256). One odd id from outside must not stop the ledger for everyone.
 */
export function storableText(text: string): string {
  const clean = text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
  if (clean.length <= LENGTH_MAX) return clean;
  return `${clean.slice(0, KEPT)}…${createHash('sha256').update(clean).digest('hex')}`;
}
