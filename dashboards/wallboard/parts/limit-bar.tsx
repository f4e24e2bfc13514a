import { useTranslation } from 'react-i18next';
import { elapsedText } from '../../shared/format/minutes-seconds.ts';

type LimitBarProps = { waitMs: number; warningMs: number; limitMs: number };

/** How much of the limit a wait has used up, with a mark at the warning. */
export function LimitBar({ waitMs, warningMs, limitMs }: LimitBarProps) {
  const { t } = useTranslation();
  const percent = Math.floor((waitMs / limitMs) * 100);
  const label = t('rounds.bar', { percent, limit: elapsedText(limitMs) });
  return (
    <span className="bar" role="img" aria-label={label} title={label}>
      <span className="bar-used" style={{ width: `${Math.min(100, percent)}%` }} />
      <span className="bar-mark" style={{ left: `${(warningMs / limitMs) * 100}%` }} />
    </span>
  );
}
