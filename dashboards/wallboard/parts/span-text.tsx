import { useTranslation } from 'react-i18next';
import { shortSpan } from '../../shared/format/short-span.ts';
import { useView } from '../use-view.ts';

/** The words for the time since an instant: `85 min`; null without one. */
export function useSpanSince(since: string | null): string | null {
  const { t } = useTranslation();
  const span = useView(({ now }) => {
    if (since === null || now === null) return null;
    const { unit, value } = shortSpan(now - Date.parse(since));
    return `${unit} ${value}`;
  });
  if (span === null) return null;
  const [unit, value] = span.split(' ') as ['seconds' | 'minutes' | 'hours', string];
  return t(`unit.${unit}`, { value });
}
