import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en, type Texts } from './en.ts';
import { readLanguage } from './language.ts';
import { zhCn } from './zh-cn.ts';
import { zhTw } from './zh-tw.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    keySeparator: false;
    nsSeparator: false;
    resources: { translation: Texts };
  }
}

/** Speaks the person's language; keys are flat, and React escapes for us. */
export function startI18n(): i18n {
  const language = readLanguage();
  const show = (to: string): void => {
    document.documentElement.lang = to;
  };
  show(language);
  i18next.on('languageChanged', show);
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    resources: { en: { translation: en }, 'zh-CN': { translation: zhCn }, 'zh-TW': { translation: zhTw } },
  });
  return i18next;
}
