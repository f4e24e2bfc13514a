import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Passes every line of a stream on, and keeps the last few for the message about a failed start. */
export function keepLastLines(streams: (Readable | null)[], onLine: (line: string) => void = () => {}, keep = 12): () => string {
  const lines: string[] = [];
  for (const stream of streams) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > keep) lines.shift();
      onLine(line);
    });
  }
  return () => lines.join('\n');
}
