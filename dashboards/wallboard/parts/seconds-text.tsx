import { useTranslation } from 'react-i18next';
import { elapsedText } from '../../shared/format/minutes-seconds.ts';

/** Beyond this, seconds are hard to read at a glance. Milliseconds. */
const READABLE_MS = 600_000;

/** A duration in whole seconds, rounded half up, the unit small; a dash where it cannot be computed. */
export function SecondsText({ ms }: { ms: number | null }) {
  const { t } = useTranslation();
  if (ms === null) return <span className="none">{t('unit.none')}</span>;
  if (ms >= READABLE_MS) return elapsedText(ms);
  const value = Math.floor(ms / 1_000 + 0.5);
  const [before = '', after = ''] = t('unit.figure', { value: '\n' }).split('\n');
  return (
    <>
      {before}
      {value}
      <span className="unit">{after}</span>
    </>
  );
}
