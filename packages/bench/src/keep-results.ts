import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Machine } from './machine.ts';
import type { Row, RowResult } from './row.ts';

type Kept = { what: string; against: string; goal: string; measuredAt: string; machine: Machine; results: RowResult[] };

/** Writes the results of a row into `bench.json`; what other rows found earlier stays there, with its own date and machine. */
export function keepResults(file: string, { name, what, against, goal }: Row, found: { machine: Machine; results: RowResult[] }): void {
  const rows = existsSync(file) ? read(file) : {};
  rows[name] = { what, against, goal, measuredAt: Temporal.Now.instant().toString({ smallestUnit: 'second' }), ...found };
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.tmp`, `${JSON.stringify({ rows }, null, 2)}\n`);
  renameSync(`${file}.tmp`, file);
}

/** A file that is not ours or half written is begun anew. */
function read(file: string): Record<string, Kept> {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { rows?: Record<string, Kept> }).rows ?? {};
  } catch {
    return {};
  }
}
