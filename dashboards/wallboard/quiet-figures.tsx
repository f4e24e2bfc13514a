import type { FloorRow, WindowName } from '@watchfloor/contracts/live';
import { useTranslation } from 'react-i18next';
import { elapsedText } from '../shared/format/minutes-seconds.ts';
import { Figure } from './parts/figure.tsx';
import { SecondsText } from './parts/seconds-text.tsx';
import { useView } from './use-view.ts';

/** How the floor does, each figure with its definition and, where it has one, its window. */
export function QuietFigures({ floor, window: name }: { floor: FloorRow; window: WindowName }) {
  const { t } = useTranslation();
  const window = t(`window.${name}`);
  const queue = useAge(floor.longestQueueSince);
  const ticket = useAge(floor.oldestTicketSince);
  const { agents, response } = floor;
  const rounds = t('band.rounds', { count: response.count });
  return (
    <dl className="figures">
      <Figure
        name={t('band.queued')}
        definition={t('band.queued.def')}
        value={floor.queued}
        note={queue === null ? t('band.queued.none') : t('band.queued.longest', { time: queue })}
      />
      <Figure
        name={t('band.response', { window })}
        definition={t('band.response.def', { window })}
        value={<SecondsText ms={response.avgMs} />}
        note={rounds}
      />
      <Figure
        name={t('band.p90', { window })}
        definition={t('band.p90.def', { window })}
        value={<SecondsText ms={response.p90Ms} />}
        note={rounds}
      />
      <Figure
        name={t('band.people')}
        definition={t('band.people.def')}
        value={
          <span className="joined">
            <span>{agents.online + agents.busy}</span>
            <span>{agents.away}</span>
            <span>{agents.suspended}</span>
          </span>
        }
        note={t('band.load', { active: floor.active, capacity: floor.capacity })}
      />
      <Figure
        name={t('band.tickets')}
        definition={t('band.tickets.def')}
        value={floor.unhandledTickets}
        note={ticket === null ? t('band.tickets.none') : t('band.tickets.oldest', { time: ticket })}
      />
      <Figure
        name={t('band.open')}
        definition={t('band.open.def')}
        value={floor.open}
        note={t('band.open.dormant', { count: floor.dormant })}
      />
    </dl>
  );
}

/** `mm:ss` since an instant, ticking; null without one. */
function useAge(since: string | null): string | null {
  return useView(({ now }) => (since === null || now === null ? null : elapsedText(now - Date.parse(since))));
}
