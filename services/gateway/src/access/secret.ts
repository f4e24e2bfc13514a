import { createHash, randomBytes } from 'node:crypto';

/** A secret that is shown once: the text, its visible prefix, and the SHA-256 by which it is known. */
export type NewSecret = { text: string; prefix: string; digest: Buffer };

export const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** 256 bits of randomness behind a word that says what it is for: `wft_` a token, `wfk_` an ingest key, `wfs_` a session. */
export function makeSecret(kind: 'wft' | 'wfk' | 'wfs'): NewSecret {
  const text = `${kind}_${randomBytes(32).toString('base64url')}`;
  return { text, prefix: text.slice(0, 10), digest: digestOf(text) };
}
