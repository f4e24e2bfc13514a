import { createHash } from 'node:crypto';

/** At most so many UTF-16 units, 1,536 bytes of UTF-8: with a floor it still fits into an entry of a PostgreSQL index, 2,704 bytes. */
const LENGTH_MAX = 512;
const KEPT = 440;

/**
 * A text as PostgreSQL takes it: without the NUL character, which its texts cannot hold, nor halves of a character, which come out the same
 * in UTF-8 whatever they were, and no longer than an index entry allows (the rest is told apart by its SHA-256). One odd id from outside must not stop the ledger for everyone.
 */
export function storableText(text: string): string {
  const whole = text.toWellFormed();
  const clean = whole.includes('\0') ? whole.replaceAll('\0', '\uFFFD') : whole;
  if (clean.length <= LENGTH_MAX) return clean;
  return `${clean.slice(0, KEPT)}…${createHash('sha256').update(clean).digest('hex')}`;
}
