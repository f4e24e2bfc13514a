import type { FloorRow, WindowName } from '@watchfloor/contracts/live';
import { useTranslation } from 'react-i18next';
import { elapsedText } from '../shared/format/minutes-seconds.ts';
import { ExplainedNumber } from './explain/explained-number.tsx';
import { NumberText } from './explain/number-text.tsx';
import { Figure } from './parts/figure.tsx';
import { SecondsText } from './parts/seconds-text.tsx';
import { useView } from './use-view.ts';

const STATES = ['online', 'busy', 'away', 'suspended'] as const;

/** How the floor does, each figure with what is behind it. */
export function QuietFigures({ floor, window: name }: { floor: FloorRow; window: WindowName }) {
  const { t } = useTranslation();
  const window = t(`window.${name}`);
  const queue = useAge(floor.longestQueueSince);
  const ticket = useAge(floor.oldestTicketSince);
  const { agents, response } = floor;
  const rounds = <ExplainedNumber metric="response.count">{t('band.rounds', { count: response.count })}</ExplainedNumber>;
  return (
    <dl className="figures">
      <Figure
        name={t('band.queued')}
        value={<ExplainedNumber metric="queued">{floor.queued}</ExplainedNumber>}
        note={
          queue === null ? (
            t('band.queued.none')
          ) : (
            <ExplainedNumber metric="longestQueueMs">{t('band.queued.longest', { time: queue })}</ExplainedNumber>
          )
        }
      />
      <Figure
        name={t('band.response', { window })}
        value={
          <ExplainedNumber metric="response.avgMs">
            <SecondsText ms={response.avgMs} />
          </ExplainedNumber>
        }
        note={rounds}
      />
      <Figure
        name={t('band.p90', { window })}
        value={
          <ExplainedNumber metric="response.p90Ms">
            <SecondsText ms={response.p90Ms} />
          </ExplainedNumber>
        }
        note={rounds}
      />
      <Figure
        name={t('band.rate', { limit: t('unit.minutes', { value: 3 }), window })}
        value={
          <ExplainedNumber metric="within.180.rate">
            <NumberText value={floor.within['180'].rate} unit="rate" />
          </ExplainedNumber>
        }
        note={floor.slack === null ? null : <ExplainedNumber metric="slack">{t('band.slack', { count: floor.slack })}</ExplainedNumber>}
      />
      <Figure
        wide
        name={t('band.people')}
        value={
          <span className="joined">
            {STATES.map((state) => (
              <span key={state}>
                <ExplainedNumber metric={`agents.${state}`}>{agents[state]}</ExplainedNumber>
              </span>
            ))}
          </span>
        }
        note={<ExplainedNumber metric="load">{t('band.load', { active: floor.active, capacity: floor.capacity })}</ExplainedNumber>}
      />
      <Figure
        name={t('band.tickets')}
        value={<ExplainedNumber metric="unhandledTickets">{floor.unhandledTickets}</ExplainedNumber>}
        note={
          ticket === null ? (
            t('band.tickets.none')
          ) : (
            <ExplainedNumber metric="oldestTicketMs">{t('band.tickets.oldest', { time: ticket })}</ExplainedNumber>
          )
        }
      />
      <Figure
        name={t('band.open')}
        value={<ExplainedNumber metric="open">{floor.open}</ExplainedNumber>}
        note={<ExplainedNumber metric="dormant">{t('band.open.dormant', { count: floor.dormant })}</ExplainedNumber>}
      />
    </dl>
  );
}

/** `mm:ss` since an instant, ticking; null without one. */
function useAge(since: string | null): string | null {
  return useView(({ now }) => (since === null || now === null ? null : elapsedText(now - Date.parse(since))));
}
