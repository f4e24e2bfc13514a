import { useTranslation } from 'react-i18next';
import { elapsedText, remainingText } from '../shared/format/minutes-seconds.ts';
import { knownName } from '../shared/i18n/known-name.ts';
import { BreachIcon, ClearIcon } from '../shared/icons.tsx';
import { ExplainedNumber } from './explain/explained-number.tsx';
import type { Agent } from './model/agents.ts';
import type { Band } from './model/band.ts';
import { type Round, urgencyAt } from './model/rounds.ts';

/** How many customers wait past their limit; red the second there is one. */
export function OverdueTile({ band }: { band: Band }) {
  const { t } = useTranslation();
  return (
    <div className="tile tile-overdue" data-breach={band.overdue > 0}>
      <h2>
        {band.overdue > 0 ? <BreachIcon /> : null}
        {t('band.overdue')}
      </h2>
      <p className="tile-value">
        <ExplainedNumber metric="overdue">{band.overdue}</ExplainedNumber>
      </p>
      <p className="tile-note">
        <ExplainedNumber metric="waiting">{t('band.overdue.all', { count: band.waiting })}</ExplainedNumber>
      </p>
    </div>
  );
}

/** How many are past the warning and can still be answered in time, and how long the nearest has left. */
export function SavableTile({ band }: { band: Band }) {
  const { t } = useTranslation();
  return (
    <div className="tile tile-savable" data-warned={band.savable > 0}>
      <h2>{t('band.savable')}</h2>
      <p className="tile-value">
        <ExplainedNumber metric="savable">{band.savable}</ExplainedNumber>
      </p>
      <p className="tile-note">{band.nearestMs === null ? null : t('band.nearest', { time: remainingText(band.nearestMs) })}</p>
    </div>
  );
}

/** Takes the place of both when nobody waits past anything. */
export function ClearTile({ waiting, stale }: { waiting: number; stale: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="tile tile-clear">
      <p className="tile-clear-words">
        <ClearIcon />
        {stale ? t('band.wasClear') : t('band.clear')}
      </p>
      <p className="tile-note">
        {waiting === 0 ? (
          t('band.clear.text')
        ) : (
          <ExplainedNumber metric="waiting">{t('band.clear.waiting', { count: waiting })}</ExplainedNumber>
        )}
      </p>
    </div>
  );
}

/** The longest wait, with whom it lies: a name always with its load, so that nobody is blamed for being buried. */
export function LongestTile({ round, holder, now }: { round: Round | null; holder: Agent | null; now: number }) {
  const { t } = useTranslation();
  if (round === null) {
    return (
      <div className="tile tile-longest">
        <h2>{t('band.longest')}</h2>
        <p className="tile-value tile-none">{t('unit.none')}</p>
        <p className="tile-note">{t('band.nobody')}</p>
      </div>
    );
  }
  const { row } = round;
  const urgency = urgencyAt(round, now);
  const limit = t('band.limit', { time: elapsedText(row.limitMs) });
  return (
    <div className="tile tile-longest" data-urgency={urgency}>
      <h2>{t('band.longest')}</h2>
      <div className="tile-longest-body">
        <p className="tile-value">
          <ExplainedNumber metric="longestWaitMs">{elapsedText(now - round.sinceMs)}</ExplainedNumber>
        </p>
        <div className="tile-whose">
          <p className="tile-holder">{row.agentId === null ? t('band.inQueue') : <Holder id={row.agentId} holder={holder} />}</p>
          <p className="joined">
            <span>{row.customer}</span>
            {row.channel === null ? null : <span>{knownName(t, 'channel', row.channel)}</span>}
          </p>
          <p className="joined quiet">
            <span>{limit}</span>
            {urgency === 'overdue' ? (
              <span className="over">
                <BreachIcon />
                {t('band.over', { time: elapsedText(now - round.dueAt) })}
              </span>
            ) : null}
          </p>
        </div>
      </div>
    </div>
  );
}

function Holder({ id, holder }: { id: string; holder: Agent | null }) {
  const { t } = useTranslation();
  if (holder === null) return <span>{id}</span>;
  const { name, active, capacity, load } = holder.row;
  return (
    <>
      <span>{name}</span>
      <span>
        <ExplainedNumber metric="load" subject={`agent:${id}`}>
          {capacity === null ? active : `${active}/${capacity}`}
        </ExplainedNumber>
      </span>
      {load !== null && load >= 1 ? <span>{t('band.full')}</span> : null}
    </>
  );
}
