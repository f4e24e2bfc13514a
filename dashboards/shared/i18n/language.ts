export const languages = ['zh-CN', 'zh-TW', 'en'] as const;
export type Language = (typeof languages)[number];

/** A language as i18next names it, as one of ours. */
export const languageOf = (name: string): Language => languages.find((language) => language === name) ?? 'en';

const key = 'watchfloor.language';

/** The first language of the browser's list that we speak; English when none is. Traditional script, Taiwan, Hong Kong and Macau read zh-TW. */
export function pickLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const lower = tag.toLowerCase();
    if (/^zh\b.*(hant|tw|hk|mo)/.test(lower)) return 'zh-TW';
    if (/^zh\b/.test(lower)) return 'zh-CN';
    if (/^en\b/.test(lower)) return 'en';
  }
  return 'en';
}

/** The language chosen on this device, else the browser's. */
export function readLanguage(): Language {
  const kept = localStorage.getItem(key);
  return languages.find((language) => language === kept) ?? pickLanguage(navigator.languages);
}

/** Keeps a choice for the next visit. */
export function keepLanguage(language: Language): void {
  localStorage.setItem(key, language);
}
