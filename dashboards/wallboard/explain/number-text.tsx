import type { Explanation } from '@watchfloor/contracts/explanation';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { en, type TextKey } from '../../shared/i18n/en.ts';
import { SecondsText } from '../parts/seconds-text.tsx';

type Unit = Explanation['definition']['unit'];

/** A figure in its unit; a dash where it cannot be computed. */
export function NumberText({ value, unit }: { value: Explanation['value']; unit: Unit }) {
  const { t } = useTranslation();
  if (value === null) return <span className="none">{t('unit.none')}</span>;
  if (typeof value === 'string') return stateText(t, value);
  switch (unit) {
    case 'ms':
      return <SecondsText ms={value} />;
    case 'rate':
      return percent.format(value);
    case 'ratio':
      return ratio.format(value);
    default:
      return value;
  }
}

const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const ratio = new Intl.NumberFormat('en', { maximumFractionDigits: 2, useGrouping: false });

const isKey = (key: string): key is TextKey => Object.hasOwn(en, key);
const stateText = (t: TFunction, state: string): string => {
  const key = `status.${state}`;
  return isKey(key) ? t(key) : state;
};
