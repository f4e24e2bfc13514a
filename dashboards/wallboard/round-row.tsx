import type { WaitingRow } from '@watchfloor/contracts/live';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { elapsedText } from '../shared/format/minutes-seconds.ts';
import { knownName } from '../shared/i18n/known-name.ts';
import { BreachIcon } from '../shared/icons.tsx';
import { type Urgency, urgencyAt } from './model/rounds.ts';
import { LimitBar } from './parts/limit-bar.tsx';
import type { RowPlace } from './parts/virtual-table.tsx';
import { useView } from './use-view.ts';

type RoundRowProps = { row: WaitingRow; agent: string | null; withOrder: boolean; rowIndex: number };

/** One waiting customer; ticks by itself, so that a delta about others costs it nothing. */
export const RoundRow = memo(function RoundRow({ row, agent, withOrder, rowIndex }: RoundRowProps) {
  const { t, i18n } = useTranslation();
  const since = Date.parse(row.since);
  const seconds = useView(({ now }) => Math.max(0, Math.floor(((now ?? since) - since) / 1_000)));
  const urgency = useView(({ now }) => urgencyAt({ warnAt: since + row.warningMs, dueAt: since + row.limitMs }, now ?? since));
  return (
    <tr aria-rowindex={rowIndex} data-urgency={urgency}>
      <td className="col-wait">
        {urgency === 'overdue' ? <BreachIcon /> : null}
        <span className="unseen">{t(`rounds.${urgency}`)} </span>
        <span className="wait">{elapsedText(seconds * 1_000)}</span>
      </td>
      <td className="col-limit">
        <LimitBar waitMs={seconds * 1_000} warningMs={row.warningMs} limitMs={row.limitMs} />
      </td>
      <td className="col-customer">{row.customer}</td>
      <td className="col-agent">{agent ?? <span className="quiet">{t('rounds.queue')}</span>}</td>
      <td className="col-channel">{knownName(t, 'channel', row.channel)}</td>
      <td className="col-topic" title={row.topic ?? undefined}>
        {row.topic}
      </td>
      {withOrder ? (
        <td className="col-order" title={row.orderValue ?? undefined}>
          {row.orderValue === null ? null : money(row.orderValue, i18n.language)}
        </td>
      ) : null}
    </tr>
  );
});

type RoundGroupRowProps = { urgency: Urgency; count: number; columns: number; place: RowPlace };

/** The heading of a group within the list. */
export function RoundGroupRow({ urgency, count, columns, place }: RoundGroupRowProps) {
  const { t } = useTranslation();
  return (
    <tr {...place} className="group" data-urgency={urgency}>
      <th scope="colgroup" colSpan={columns}>
        {t(`rounds.${urgency}`)} <b>{count}</b>
      </th>
    </tr>
  );
}

/** A decimal text, whole, in the reader's digits; what is not a number stays as it came. */
function money(value: string, language: string): string {
  const amount = Number(value);
  return Number.isFinite(amount) ? amount.toLocaleString(language, { maximumFractionDigits: 0 }) : value;
}
