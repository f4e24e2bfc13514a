import type { ExplainedItem } from '@watchfloor/contracts/explanation';
import { useTranslation } from 'react-i18next';
import { elapsedText } from '../../shared/format/minutes-seconds.ts';
import { timeOfDay } from '../../shared/format/time-of-day.ts';

/** What is behind a number, or might have been, without why. */
export type Thing = Omit<ExplainedItem, 'counted'>;

/** The cells that items and what was left out have in common: what, when, who, how long. */
export function ThingCells({ thing, zone }: { thing: Thing; zone: string }) {
  const { t } = useTranslation();
  const { kind, at, since, ms, customer, agent, conversationId, id } = thing;
  return (
    <>
      <td className="explain-when" title={since ?? at}>
        {timeOfDay(Date.parse(since ?? at), zone)}
      </td>
      <td title={conversationId ?? id}>{t(`explain.kind.${kind}`)}</td>
      <td>{customer ?? (kind === 'ticket' ? id : t('unit.none'))}</td>
      <td>{agent ?? t('unit.none')}</td>
      <td className="explain-length">{ms === null ? null : elapsedText(ms)}</td>
    </>
  );
}

/** Heads of the same cells. */
export function ThingHeads() {
  const { t } = useTranslation();
  return (
    <>
      <th scope="col" className="explain-when">
        {t('explain.col.when')}
      </th>
      <th scope="col">{t('explain.col.what')}</th>
      <th scope="col">{t('explain.col.customer')}</th>
      <th scope="col">{t('explain.col.agent')}</th>
      <th scope="col" className="explain-length">
        {t('explain.col.length')}
      </th>
    </>
  );
}
