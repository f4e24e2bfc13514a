import { useTranslation } from 'react-i18next';
import { ageText } from '../shared/format/age-text.ts';
import { timeOfDay } from '../shared/format/time-of-day.ts';
import { freshnessOf } from './model/freshness.ts';
import { useView } from './use-view.ts';

/** How old the figures are and what time they speak of; amber and grey when they age. On an event-time floor it says that this is a replay. */
export function DataAge({ zone, replay }: { zone: string; replay: boolean }) {
  const { t } = useTranslation();
  const age = useView(({ ageMs }) => (ageMs === null ? null : ageText(ageMs)));
  const freshness = useView(({ state, ageMs }) => freshnessOf(state.phase.kind, ageMs));
  const time = useView(({ now }) => (now === null ? null : timeOfDay(now, zone)));
  if (age === null || time === null) return <span className="data-age">{t('age.none')}</span>;
  return (
    <span className="data-age joined" data-freshness={freshness} title={t('age.def')}>
      <span className="data-age-seconds">{freshness === 'fresh' ? t('age.data', { age }) : t('age.old', { age })}</span>
      <time>{replay ? t('age.replay', { time }) : time}</time>
    </span>
  );
}
