import type { Reading } from './source-record.ts';

/** One JSON value a line; empty lines are passed over, a broken line is a fault and reading goes on. */
export async function* readNdjson(text: AsyncIterable<string>): AsyncGenerator<Reading> {
  let line = 0;
  for await (const content of lines(text)) {
    line += 1;
    if (content.trim() === '') continue;
    const place = `line ${line}`;
    try {
      yield { record: { place, row: line, value: JSON.parse(content) } };
    } catch (error) {
      yield { fault: { place, detail: `not JSON: ${error instanceof Error ? error.message : error}` } };
    }
  }
}

async function* lines(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of text) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  if (rest !== '') yield rest;
}
