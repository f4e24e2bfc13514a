import { type ReactNode, useId } from 'react';

type PanelProps = { title: string; summary: ReactNode; className: string; children: ReactNode };

/** A titled part of the board with a word on what is in it. */
export function Panel({ title, summary, className, children }: PanelProps) {
  const id = useId();
  return (
    <section className={`panel ${className}`} aria-labelledby={id}>
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        <div className="panel-summary">{summary}</div>
      </header>
      {children}
    </section>
  );
}
