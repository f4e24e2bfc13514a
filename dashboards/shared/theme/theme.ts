import { theme } from 'antd';

/**
 * The one theme: antd's tokens, seeded for a dark and a light board. Read at build time only (theme-plugin.ts writes them out as CSS variables),
 * so that no style is made in the browser and the policy can stay `style-src 'self'`.
 * Red (`error`) is for a breach and nothing else; the contrast of text on its ground is at least 4.5 to 1.
 */
export type ThemeName = 'dark' | 'light';

const seeds = {
  dark: {
    colorPrimary: '#4c93ff',
    colorError: '#ff5c54',
    colorErrorBg: '#35191b',
    colorWarning: '#f2b53a',
    colorSuccess: '#3fb984',
    colorBgLayout: '#0d1014',
    colorBgContainer: '#14181e',
    colorBgElevated: '#1a2028',
    colorBorderSecondary: '#232a33',
    colorFillSecondary: '#262e38',
    colorFill: '#48535f',
    colorText: '#e8ebef',
    colorTextSecondary: '#98a3b0',
  },
  light: {
    colorPrimary: '#1260d0',
    colorError: '#cf2018',
    colorErrorBg: '#fae3e1',
    colorWarning: '#8f5f00',
    colorSuccess: '#2a8a5d',
    colorBgLayout: '#f3f5f7',
    colorBgContainer: '#ffffff',
    colorBgElevated: '#ffffff',
    colorBorderSecondary: '#e0e4e9',
    colorFillSecondary: '#e4e8ed',
    colorFill: '#b3bcc7',
    colorText: '#18202b',
    colorTextSecondary: '#5a6675',
  },
} satisfies Record<ThemeName, Record<string, string>>;

const shape = { fontSize: 14, borderRadius: 6, wireframe: false };

/** The tokens that the style sheets use, by their antd names. */
const exported = [
  ...(Object.keys(seeds.dark) as (keyof typeof seeds.dark)[]),
  'borderRadius',
  'borderRadiusLG',
  'fontSizeSM',
  'fontSize',
  'fontSizeLG',
  'motionDurationMid',
] as const;

/** antd's tokens of one theme that the style sheets use. */
export function tokensOf(name: ThemeName): Record<string, string | number> {
  const algorithm = name === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm;
  const tokens: Record<string, unknown> = {
    ...theme.getDesignToken({ algorithm, token: { ...seeds[name], ...shape } }),
    ...seeds[name],
  };
  return Object.fromEntries(exported.map((key) => [key, tokens[key] as string | number]));
}
