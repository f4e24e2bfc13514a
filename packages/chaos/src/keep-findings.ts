import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Machine } from '@watchfloor/bench/machine';
import type { Finding, Row } from './row.ts';

type Kept = { what: string; ranAt: string; machine: Machine; rate: number; findings: Finding[] };

/** Writes what a row found into `chaos.json`; what other rows found earlier stays there, with its own date and machine. */
export function keepFindings(file: string, { name, what }: Row, found: Pick<Kept, 'machine' | 'rate' | 'findings'>): void {
  const rows = existsSync(file) ? read(file) : {};
  rows[name] = { what, ranAt: Temporal.Now.instant().toString({ smallestUnit: 'second' }), ...found };
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
