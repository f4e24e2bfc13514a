import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import type { Part } from './manifest.ts';

/** A stream that lets everything through and knows how much and what it was; `part()` once it has ended. */
export function measurePart(): { through: Transform; part: () => Part } {
  const hash = createHash('sha256');
  let bytes = 0;
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  return { through, part: () => ({ bytes, sha256: hash.digest('hex') }) };
}
