import type { AgentRow } from '@watchfloor/contracts/live';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { elapsedText } from '../shared/format/minutes-seconds.ts';
import { BreachIcon } from '../shared/icons.tsx';
import { ExplainedNumber } from './explain/explained-number.tsx';
import { urgencyAt } from './model/rounds.ts';
import { SecondsText } from './parts/seconds-text.tsx';
import { useSpanSince } from './parts/span-text.tsx';
import { useView } from './use-view.ts';

type AgentTableRowProps = {
  row: AgentRow;
  /** Of the rounds that wait for this agent, epoch ms: the first begun, and the first to pass its limit. */
  oldestSince: number | null;
  oldestWarnAt: number | null;
  oldestDueAt: number | null;
  nearestDueAt: number | null;
  rowIndex: number;
};

/** One agent; the name turns red only while one of his customers is overdue. Props are primitives and rows that keep their identity. */
export const AgentTableRow = memo(function AgentTableRow(props: AgentTableRowProps) {
  const { row, oldestSince, oldestWarnAt, oldestDueAt, nearestDueAt, rowIndex } = props;
  const { t } = useTranslation();
  const breached = useView(({ now }) => nearestDueAt !== null && now !== null && now >= nearestDueAt);
  const oldest = useView(({ now }) => (oldestSince === null || now === null ? null : elapsedText(now - oldestSince)));
  const urgency = useView(({ now }) =>
    oldestWarnAt === null || oldestDueAt === null || now === null ? 'calm' : urgencyAt({ warnAt: oldestWarnAt, dueAt: oldestDueAt }, now),
  );
  const span = useSpanSince(row.statusSince);
  const status = row.status ?? 'unknown';
  const subject = `agent:${row.id}`;
  return (
    <tr aria-rowindex={rowIndex} data-breach={breached} data-status={status}>
      <th scope="row" className="col-name">
        {breached ? <BreachIcon /> : null}
        {breached ? <span className="unseen">{t('rounds.overdue')} </span> : null}
        <span className="name">{row.name}</span>
      </th>
      <td className="col-state">
        <span className="dot" />
        {t(`status.${status}`)}{' '}
        {span === null ? null : (
          <span className="unit">
            <ExplainedNumber metric="statusMs" subject={subject}>
              {span}
            </ExplainedNumber>
          </span>
        )}
      </td>
      <td className="col-load" data-full={row.load !== null && row.load >= 1}>
        <ExplainedNumber metric="load" subject={subject}>
          {row.active}
          {row.capacity === null ? null : <span className="unit">{`/${row.capacity}`}</span>}
        </ExplainedNumber>
      </td>
      <td className="col-oldest" data-urgency={urgency}>
        {oldest === null ? (
          <span className="none">{t('unit.none')}</span>
        ) : (
          <span className="oldest">
            <ExplainedNumber metric="longestWaitMs" subject={subject}>
              {oldest}
            </ExplainedNumber>
          </span>
        )}
      </td>
      <td className="col-avg">
        <ExplainedNumber metric="response.avgMs" subject={subject}>
          <SecondsText ms={row.response.avgMs} />
        </ExplainedNumber>
      </td>
      <td className="col-p90">
        <ExplainedNumber metric="response.p90Ms" subject={subject}>
          <SecondsText ms={row.response.p90Ms} />
        </ExplainedNumber>
      </td>
      <td className="col-count">
        <ExplainedNumber metric="response.count" subject={subject}>
          {row.response.count}
        </ExplainedNumber>
      </td>
      <td className="col-tickets">
        <ExplainedNumber metric="unhandledTickets" subject={subject}>
          {row.unhandledTickets === 0 ? <span className="none">{t('unit.none')}</span> : row.unhandledTickets}
        </ExplainedNumber>
      </td>
    </tr>
  );
});
