import type { Figure, RowResult, Usage } from './row.ts';

const shown = (value: number | null): string => {
  if (value === null) return '-';
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
};

const verdict = ({ met }: Figure): string => (met === null ? '' : met ? 'met' : 'MISSED');

/** Rows of text in columns; the first is left, the others as told. */
function columns(rows: string[][], right: readonly number[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const pad = (cell: string, column: number) =>
    right.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  return rows.map((row) => `  ${row.map(pad).join('  ')}`.trimEnd()).join('\n');
}

/** The table of one result, to be read in a terminal. */
export function renderResult({ load, figures, usage, notes }: RowResult): string {
  const head = ['', 'min', 'median', 'max', 'goal', ''];
  const lines = figures.map((figure) => {
    const { label, unit, min, median, max, goal } = figure;
    return [unit ? `${label}, ${unit}` : label, shown(min), shown(median), shown(max), goal ?? '', verdict(figure)];
  });
  const parts = [load, columns([head, ...lines], [1, 2, 3])];
  if (usage.length > 0) parts.push(renderUsage(usage));
  if (notes.length > 0) parts.push(notes.map((note) => `  - ${note}`).join('\n'));
  return parts.join('\n');
}

function renderUsage(usage: readonly Usage[]): string {
  const rows = usage.map(({ name, cpuSeconds, coreShare, residentMb }) => [
    name,
    cpuSeconds.toFixed(1),
    `${Math.round(coreShare * 100)} %`,
    String(residentMb),
  ]);
  const total = usage.reduce((sum, { coreShare }) => sum + coreShare, 0);
  return columns([['process', 'CPU s', 'of a core', 'MB'], ...rows, ['all', '', `${Math.round(total * 100)} %`, '']], [1, 2, 3]);
}
