import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

/** A tab in the background shows the overdue count too. */
export function useDocumentTitle(overdue: number, floor: string): void {
  const { t } = useTranslation();
  useEffect(() => {
    const name = `${floor} · ${t('app.name')}`;
    document.title = overdue > 0 ? `▲ ${t('band.overdue.say', { count: overdue })} · ${name}` : name;
  }, [overdue, floor, t]);
}
