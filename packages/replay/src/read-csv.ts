import { Readable } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import { ReplayError } from './replay-error.ts';
import type { Reading } from './source-record.ts';

type Row = { record: Record<string, string>; info: { lines: number; records: number } };

/**
 * A table with its names in the first row: each further row is a record of strings.
 * A row with too few or too many cells is a fault, and reading goes on.
 */
export async function* readCsv(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<Reading> {
  const skipped: Reading[] = [];
  const parser = parse({
    bom: true,
    columns: true,
    delimiter,
    info: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => void skipped.push({ fault: { place: `line ${error?.lines ?? '?'}`, detail: reason(error) } }),
  });
  const source = Readable.from(text);
  source.on('error', (error) => parser.destroy(error)).pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<Row>) {
      yield* skipped.splice(0);
      yield { record: { place: `line ${info.lines}`, row: info.records, value: record } };
    }
  } catch (error) {
    throw isCsvError(error) ? new ReplayError(`the table cannot be read: ${reason(error)}`) : error;
  }
  yield* skipped;
}

const isCsvError = (error: unknown): error is CsvError =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_');

function reason(error: CsvError | undefined): string {
  if (error && Array.isArray(error.record) && Array.isArray(error.columns)) {
    return `${error.record.length} cells where the first row has ${error.columns.length}`;
  }
  return error?.message ?? 'cannot be read';
}
