import type { Shut } from '@watchfloor/contracts/fact';
import type { Stretch } from './place-span.ts';
import type { Schedule } from './schedule.ts';

/** What a fact says of the hours of a floor between two instants; nothing where none are set. */
export const shutMeanwhile = (schedule: Schedule | null, from: number, to: number): { shut?: Shut[] } =>
  schedule ? { shut: schedule.shutIn(from, to) } : {};

/** The open parts of stretches. */
export function openParts(stretches: readonly Stretch[], shut: readonly Shut[]): readonly Stretch[] {
  if (shut.length === 0) return stretches;
  return stretches.flatMap((stretch) => {
    const parts: Stretch[] = [];
    let { from } = stretch;
    for (const [start, end] of shut) {
      if (end <= from || start >= stretch.to) continue;
      if (start > from) parts.push({ from, to: start });
      from = end;
    }
    if (from < stretch.to) parts.push({ from, to: stretch.to });
    return parts;
  });
}

/** Milliseconds of stretches, added. */
export const lengthOf = (stretches: readonly Stretch[]): number => stretches.reduce((sum, { from, to }) => sum + to - from, 0);
