import type { ReactNode } from 'react';

type FigureProps = { name: string; value: ReactNode; note: ReactNode };

/** One quiet figure: its name, its value, what stands under it. */
export function Figure({ name, value, note }: FigureProps) {
  return (
    <div className="figure">
      <dt>{name}</dt>
      <dd className="figure-value">{value}</dd>
      <dd className="figure-note">{note}</dd>
    </div>
  );
}
