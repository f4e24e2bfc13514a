import type { Verdict, WrongFigure } from './verify.ts';

const LISTED = 50;
const HEADINGS = ['', 'hour', 'metric', 'expected', 'found'];

/** One line when every figure is right, else a table of those that are not. */
export function verdictText({ events, rows, zone, wrong }: Verdict): string {
  if (wrong.length === 0) return `Verified: all figures of ${events} events, ${rows} rows, are as the oracle has them\n`;
  const lines = [HEADINGS, ...wrong.slice(0, LISTED).map((each) => cells(each, zone))];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const table = lines.map((line) => `  ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
  const more = wrong.length > LISTED ? [`  and ${wrong.length - LISTED} more`] : [];
  return [`Not as the oracle has them: ${wrong.length} figures of ${rows} rows`, ...table, ...more, ''].join('\n');
}

function cells({ by, key, hour, metric, expected, found }: WrongFigure, zone: string): string[] {
  const when = hour === null ? 'all' : Temporal.Instant.fromEpochMilliseconds(hour).toZonedDateTimeISO(zone).toPlainDateTime().toString();
  return [`${by} ${key}`, when, metric, String(expected), String(found)];
}
