import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';

const MEGABYTE = 1_048_576;

/** A log on disk that is never larger than `maxBytes`; the three before it are kept as `.1` to `.3`. A full disk loses lines, nothing else. */
export function openLogFile(file: string, maxBytes = 10 * MEGABYTE): { write(line: string): void; close(): void } {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  let handle = openSync(file, 'a', 0o600);
  let size = fstatSync(handle).size;
  const rotate = () => {
    closeSync(handle);
    for (const [from, to] of [
      ['.2', '.3'],
      ['.1', '.2'],
      ['', '.1'],
    ] as const)
      moveIfThere(file + from, file + to);
    handle = openSync(file, 'a', 0o600);
    size = 0;
  };
  return {
    write(line) {
      try {
        if (size > maxBytes) rotate();
        size += writeSync(handle, `${line}\n`);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      }
    },
    close: () => closeSync(handle),
  };
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
