import type { ReactNode } from 'react';

type FigureProps = { name: string; definition: string; value: ReactNode; note: ReactNode };

/** One quiet figure: its name, its value, what stands under it; hovering tells what it means. */
export function Figure({ name, definition, value, note }: FigureProps) {
  return (
    <div className="figure" title={definition}>
      <dt>{name}</dt>
      <dd className="figure-value">{value}</dd>
      <dd className="figure-note">{note}</dd>
    </div>
  );
}
