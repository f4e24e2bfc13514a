import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { readCsv } from './read-csv.ts';
import { readJson } from './read-json.ts';
import { readNdjson } from './read-ndjson.ts';
import { ReplayError } from './replay-error.ts';
import type { Reading } from './source-record.ts';

type Format = 'csv' | 'tsv' | 'ndjson' | 'json';
const formats: Record<string, Format> = { '.csv': 'csv', '.tsv': 'tsv', '.ndjson': 'ndjson', '.jsonl': 'ndjson', '.json': 'json' };

/**
 * Reads the records of a file, one after another; the ending of its name, else its first character, tells the format.
 * @throws ReplayError when the file cannot be read or is none of the formats
 */
export async function* readRecords(path: string, encoding: string): AsyncGenerator<Reading> {
  const format = formats[extname(path).toLowerCase()] ?? (await guessFormat(path));
  const text = decode(path, encoding);
  if (format === 'ndjson') yield* readNdjson(text);
  else if (format === 'json') yield* readJson(text);
  else yield* readCsv(text, format === 'csv' ? ',' : '\t');
}

/** Tells whether a file of this name is a table, which needs a mapping. */
export const isTable = (path: string): boolean => ['.csv', '.tsv'].includes(extname(path).toLowerCase());

async function guessFormat(path: string): Promise<Format> {
  const file = await open(path).catch(unreadable(path));
  const { buffer, bytesRead } = await file.read(Buffer.alloc(256), 0, 256, 0).finally(() => file.close());
  const first = buffer
    .toString('utf8', 0, bytesRead)
    .replace(/^\uFEFF/, '')
    .trimStart()[0];
  if (first === '[') return 'json';
  if (first === '{') return 'ndjson';
  throw new ReplayError(`${path}: neither JSON nor named .csv, .tsv, .ndjson, .jsonl or .json`);
}

async function* decode(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const chunk of createReadStream(path)) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw new ReplayError(`${path} is not ${encoding}; try --encoding gbk, or the one it was written in`);
    return unreadable(path)(error);
  }
}

function unreadable(path: string): (error: unknown) => never {
  return (error) => {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    throw new ReplayError(code === 'ENOENT' ? `there is no file ${path}` : `cannot read ${path}: ${code}`);
  };
}
