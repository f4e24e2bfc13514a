import { ReplayError } from './replay-error.ts';
import type { Reading } from './source-record.ts';

/** A whole JSON document: each item of an array is a record, anything else is one record. */
export async function* readJson(text: AsyncIterable<string>): AsyncGenerator<Reading> {
  let whole = '';
  for await (const chunk of text) whole += chunk;
  const document = parse(whole);
  const values: unknown[] = Array.isArray(document) ? document : [document];
  for (const [at, value] of values.entries()) yield { record: { place: `item ${at + 1}`, row: at + 1, value } };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new ReplayError(`the file is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}
