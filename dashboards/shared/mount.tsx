import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startI18n } from './i18n/start-i18n.ts';
import { applyColorScheme, readColorScheme } from './theme/color-scheme.ts';

/** Sets theme and language, then shows a page in `#root`. */
export function mount(page: ReactNode): void {
  applyColorScheme(readColorScheme());
  startI18n();
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no #root');
  createRoot(root).render(<StrictMode>{page}</StrictMode>);
}
