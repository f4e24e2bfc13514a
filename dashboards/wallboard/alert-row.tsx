import type { Alert } from '@watchfloor/contracts/alert';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { elapsedText } from '../shared/format/minutes-seconds.ts';
import { BreachIcon, WarningIcon } from '../shared/icons.tsx';
import { useSpanSince } from './parts/span-text.tsx';

/** One alert: how grave, about whom, since when, who holds it, and where it stands. */
export const AlertRow = memo(function AlertRow({ alert, agent, rowIndex }: { alert: Alert; agent: string | null; rowIndex: number }) {
  const { t } = useTranslation();
  const span = useSpanSince(alert.firedAt);
  const words = t(`alerts.${alert.metric}`, { name: alert.subject.name, limit: elapsedText(alert.limit) });
  return (
    <tr aria-rowindex={rowIndex} data-severity={alert.severity}>
      <td className="col-alert" title={alert.rule}>
        <div className="alert">
          {alert.severity === 'critical' ? <BreachIcon /> : <WarningIcon />}
          <p className="alert-words">{words}</p>
          <p className="alert-note joined">
            <span className="alert-severity">{t(`alerts.severity.${alert.severity}`)}</span>
            <time dateTime={alert.firedAt}>{span === null ? null : t('alerts.ago', { span })}</time>
            {agent === null ? null : <span>{agent}</span>}
            {alert.state === 'firing' ? null : <span>{t(`alerts.state.${alert.state}`)}</span>}
          </p>
        </div>
      </td>
    </tr>
  );
});
