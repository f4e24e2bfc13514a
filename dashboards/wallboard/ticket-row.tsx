import type { TicketRow } from '@watchfloor/contracts/live';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { elapsedText } from '../shared/format/minutes-seconds.ts';
import { knownName } from '../shared/i18n/known-name.ts';
import { BreachIcon } from '../shared/icons.tsx';
import { urgencyAt } from './model/rounds.ts';
import { useView } from './use-view.ts';

/** One ticket nobody has touched, and whose it is. */
export const TicketTableRow = memo(function TicketTableRow({
  ticket,
  owner,
  rowIndex,
}: {
  ticket: TicketRow;
  owner: string | null;
  rowIndex: number;
}) {
  const { t } = useTranslation();
  const since = Date.parse(ticket.since);
  const age = useView(({ now }) => elapsedText((now ?? since) - since));
  const urgency = useView(({ now }) => urgencyAt({ warnAt: since + ticket.warningMs, dueAt: since + ticket.limitMs }, now ?? since));
  return (
    <tr aria-rowindex={rowIndex} data-urgency={urgency}>
      <td className="col-age">
        {urgency === 'overdue' ? <BreachIcon /> : null}
        <span className="unseen">{t(`rounds.${urgency}`)} </span>
        <span className="wait">{age}</span>
      </td>
      {/* an id that is too long loses its beginning, for ids differ at their end */}
      <td className="col-ticket" title={ticket.ticketId}>
        <bdi>{ticket.ticketId}</bdi>
      </td>
      <td className="col-kind">{knownName(t, 'ticketKind', ticket.kind)}</td>
      <td className="col-owner">{owner ?? <span className="quiet">{t('tickets.unowned')}</span>}</td>
    </tr>
  );
});
