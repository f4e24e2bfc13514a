import type { Plugin } from 'vite';
import { themeCss } from './theme-css.ts';

const name = 'virtual:theme.css';

/** `import 'virtual:theme.css'`: the theme's tokens as CSS variables, written at build time. */
export function themePlugin(): Plugin {
  return {
    name: 'watchfloor-theme',
    resolveId: (id) => (id === name ? `\0${name}` : null),
    load: (id) => (id === `\0${name}` ? themeCss() : null),
  };
}
