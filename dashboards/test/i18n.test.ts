import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from '../shared/i18n/en.ts';
import { pickLanguage } from '../shared/i18n/language.ts';
import { zhCn } from '../shared/i18n/zh-cn.ts';
import { zhTw } from '../shared/i18n/zh-tw.ts';

const root = join(import.meta.dirname, '..');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !/(^|\/)(node_modules|dist|test)\/|\.test\.ts$|\.d\.ts$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
const components = sources.filter(({ path }) => path.endsWith('.tsx'));
const placeholders = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1] ?? '').sort();

describe('the texts', () => {
  const languages: [string, Record<string, string>][] = [
    ['zh-CN', zhCn],
    ['zh-TW', zhTw],
  ];

  it.each(languages)('say in %s all that English says, with the same values filled in', (_, texts) => {
    expect(Object.keys(texts)).toEqual(Object.keys(en));
    for (const [key, text] of Object.entries(en)) {
      expect(texts[key], key).not.toBe('');
      expect(placeholders(texts[key] ?? ''), key).toEqual(placeholders(text));
    }
  });

  it('are all used: by their key, or by the beginning of a key that is completed from the data', () => {
    const code = sources
      .filter(({ path }) => !path.startsWith('shared/i18n/'))
      .map(({ text }) => text)
      .join('\n');
    const families = [...code.matchAll(/t\(`([\w.]+)\$\{/g)].map((found) => found[1] ?? '').concat('channel.', 'ticketKind.');
    const unused = Object.keys(en).filter((key) => !code.includes(`'${key}'`) && !families.some((family) => key.startsWith(family)));
    expect(unused).toEqual([]);
  });

  it('stand in no component: neither between tags nor in an attribute that people see', () => {
    const literal = components.flatMap(({ path, text }) => {
      const code = text.replace(/\{?\/\*[\s\S]*?\*\/\}?|\/\/.*$/gm, '');
      const between = [...code.matchAll(/<[a-zA-Z][^<>]*(?<!=)>([^<>{}]*[\p{L}\p{N}][^<>{}]*)<\//gu)].map((found) => found[1]?.trim());
      const attributes = [...code.matchAll(/\s(?:title|aria-label|placeholder|alt|label|text)="([^"]*\p{L}[^"]*)"/gu)].map(
        (found) => found[1],
      );
      const han = [...code.matchAll(/\p{Script=Han}+/gu)].map((found) => found[0]);
      return [...between, ...attributes, ...han].map((found) => `${path}: ${found}`);
    });
    expect(literal).toEqual([]);
  });
});

describe('the language of the browser', () => {
  it('is taken in the script it is read in, English where we speak none of the list', () => {
    expect(pickLanguage(['zh-HK', 'en'])).toBe('zh-TW');
    expect(pickLanguage(['zh-Hant-SG'])).toBe('zh-TW');
    expect(pickLanguage(['zh'])).toBe('zh-CN');
    expect(pickLanguage(['de', 'zh-Hans-CN'])).toBe('zh-CN');
    expect(pickLanguage(['fr'])).toBe('en');
  });
});
