import type { ReactNode } from 'react';

type MessageProps = { title: string; text?: string; action?: { text: string; run: () => void }; children?: ReactNode };

/** What the page says when there is no board to show. */
export function Message({ title, text, action, children }: MessageProps) {
  return (
    <main className="message">
      <h1>{title}</h1>
      {text === undefined ? null : <p>{text}</p>}
      {children}
      {action === undefined ? null : (
        <button type="button" className="primary" onClick={action.run}>
          {action.text}
        </button>
      )}
    </main>
  );
}
