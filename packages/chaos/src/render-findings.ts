import type { Finding } from './row.ts';

const HEAD = ['fault', 'times', 'events', 'lost', 'doubled', 'back after min / median / max', 'verdict'];

/** The table, and under it what was wrong and what is worth knowing. */
export function renderFindings(findings: Finding[]): string {
  const rows = findings.map((each) => [
    each.fault,
    String(each.times),
    String(each.events),
    String(each.lost),
    String(each.doubled),
    spread(each.backMs),
    each.wrong.length === 0 ? 'held' : 'FAILED',
  ]);
  const widths = HEAD.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const remarks = findings.flatMap(({ fault, wrong, notes }) => [
    ...wrong.map((what) => `${fault}: WRONG: ${what}`),
    ...notes.map((what) => `${fault}: ${what}`),
  ]);
  return [line(HEAD), ...rows.map(line), '', ...remarks].join('\n');
}

/** "0.2 / 1.4 / 3.0 s" */
export function spread(ms: number[]): string {
  if (ms.length === 0) return '';
  const sorted = ms.toSorted((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return `${[sorted[0] ?? 0, median, sorted.at(-1) ?? 0].map((each) => (each / 1000).toFixed(1)).join(' / ')} s`;
}
