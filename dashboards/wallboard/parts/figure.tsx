import type { ReactNode } from 'react';

/** `wide`: it takes the room of two. */
type FigureProps = { name: string; value: ReactNode; note: ReactNode; wide?: boolean };

/** One quiet figure: its name, its value, what stands under it. */
export function Figure({ name, value, note, wide = false }: FigureProps) {
  return (
    <div className="figure" data-wide={wide}>
      <dt>{name}</dt>
      <dd className="figure-value">{value}</dd>
      <dd className="figure-note">{note}</dd>
    </div>
  );
}
