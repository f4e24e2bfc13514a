import { type Definition, distributionFields, type Language } from '@watchfloor/contracts/definition';
import { DEFINITIONS } from '@watchfloor/contracts/definitions';
import { LEFT_OUT } from '@watchfloor/contracts/explanation';

/** The languages that docs/metrics.md is written in, each with the one beside it that names are given in too. */
const BESIDE = { en: 'zh-CN', 'zh-CN': 'en' } as const satisfies Partial<Record<Language, Language>>;
export type PageLanguage = keyof typeof BESIDE;

const HEADS: Record<PageLanguage, string> = {
  en: '| API name | name | 中文 | definition |\n| --- | --- | --- | --- |',
  'zh-CN': '| 接口名 | 名称 | English | 定义 |\n| --- | --- | --- | --- |',
};

type Entry = [key: string, definition: Definition];
const isBusiness = ([key]: Entry): boolean => key.startsWith('business');
const TABLES: Record<string, (entry: Entry) => boolean> = {
  live: ([, { kind }]) => kind === 'live',
  window: (entry) => entry[1].kind === 'window' && !isBusiness(entry),
  business: isBusiness,
  cohort: ([, { kind }]) => kind === 'cohort',
  platform: ([, { kind }]) => kind === 'platform',
};

/**
 * A page of metrics with its tables written anew between their marks (`<!-- table: live -->` and `<!-- end -->`), from the definitions that the API
 * and the board show. What stands between the tables is written by hand.
 * @throws when a mark names no table, or a table has no mark: no metric may be missing.
 */
export function metricsPage(text: string, language: PageLanguage): string {
  const seen = new Set<string>();
  const page = text.replace(/(<!-- table: ([\w ]+) -->\n)[\s\S]*?(\n<!-- end -->)/g, (_, begin: string, name: string, end: string) => {
    seen.add(name);
    return `${begin}\n${tableOf(name, language)}\n${end}`;
  });
  const missing = [...Object.keys(TABLES), 'left out'].filter((name) => !seen.has(name));
  if (missing.length > 0) throw new Error(`the page has no place for: ${missing.join(', ')}`);
  return page;
}

function tableOf(name: string, language: PageLanguage): string {
  if (name === 'left out')
    return Object.entries(LEFT_OUT)
      .map(([reason, words]) => `- \`${reason}\`: ${words[language]}`)
      .join('\n');
  const isIn = TABLES[name];
  if (!isIn) throw new Error(`there is no table ${name}`);
  const rows = Object.entries(DEFINITIONS)
    .filter(isIn)
    .map(([key, definition]) => {
      const { name: named, text: told } = definition;
      return `| ${apiName(key, definition)} | ${named[language]} | ${named[BESIDE[language]]} | ${told[language].replaceAll('|', '\\|')} |`;
    });
  return [HEADS[language], ...rows].join('\n');
}

/** The key, and below it the fields; those of a length of time are the same everywhere. */
function apiName(key: string, { fields }: Definition): string {
  if (!fields) return `\`${key}\``;
  if (fields === distributionFields) return `\`${key}\` …`;
  return `\`${key}\`: ${Object.keys(fields)
    .map((field) => `\`${field}\``)
    .join(', ')}`;
}
