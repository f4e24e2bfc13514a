/** What the person chose on this device; `system` follows the system. */
export const colorSchemes = ['system', 'light', 'dark'] as const;
export type ColorScheme = (typeof colorSchemes)[number];

const key = 'watchfloor.theme';

/** The scheme chosen on this device. */
export function readColorScheme(): ColorScheme {
  const kept = localStorage.getItem(key);
  return colorSchemes.find((scheme) => scheme === kept) ?? 'system';
}

/** Shows a scheme and keeps it for the next visit. */
export function applyColorScheme(scheme: ColorScheme): void {
  localStorage.setItem(key, scheme);
  if (scheme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = scheme;
}
