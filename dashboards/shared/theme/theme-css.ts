import { type ThemeName, tokensOf } from './theme.ts';

const kebab = (name: string): string => name.replace(/[A-Z]+/g, (letters) => `-${letters.toLowerCase()}`);
const sized = (value: string | number): string => (typeof value === 'number' ? `${value}px` : value);

const block = (selector: string, name: ThemeName): string => {
  const lines = Object.entries(tokensOf(name)).map(([key, value]) => `--${kebab(key)}:${sized(value)};`);
  return `${selector}{color-scheme:${name};${lines.join('')}}`;
};

/** The theme as CSS variables (`--color-text`, …): as the system wishes, unless the page says otherwise in `data-theme`. */
export function themeCss(): string {
  return [
    block(':root', 'light'),
    `@media (prefers-color-scheme:dark){${block(':root', 'dark')}}`,
    block(':root[data-theme=light]', 'light'),
    block(':root[data-theme=dark]', 'dark'),
  ].join('\n');
}
