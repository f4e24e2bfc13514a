import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keepLanguage, type Language, languages } from './i18n/language.ts';
import { applyColorScheme, type ColorScheme, colorSchemes, readColorScheme } from './theme/color-scheme.ts';

/** Language and theme, both kept on this device. */
export function Choices() {
  const { t, i18n } = useTranslation();
  const [scheme, setScheme] = useState(readColorScheme);
  const speak = (language: Language): void => {
    keepLanguage(language);
    void i18n.changeLanguage(language);
  };
  const paint = (next: ColorScheme): void => {
    applyColorScheme(next);
    setScheme(next);
  };
  return (
    <div className="choices">
      <select aria-label={t('language.label')} value={i18n.language} onChange={(event) => speak(event.target.value as Language)}>
        {languages.map((language) => (
          <option key={language} value={language} lang={language}>
            {t(`language.${language}`)}
          </option>
        ))}
      </select>
      <select aria-label={t('theme.label')} value={scheme} onChange={(event) => paint(event.target.value as ColorScheme)}>
        {colorSchemes.map((name) => (
          <option key={name} value={name}>
            {t(`theme.${name}`)}
          </option>
        ))}
      </select>
    </div>
  );
}
