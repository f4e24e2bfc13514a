import type { Snapshot } from '@watchfloor/contracts/live';
import { useTranslation } from 'react-i18next';
import { ClearTile, LongestTile, OverdueTile, SavableTile } from './loud-tiles.tsx';
import type { Agent } from './model/agents.ts';
import { bandAt } from './model/band.ts';
import type { Freshness } from './model/freshness.ts';
import type { Round } from './model/rounds.ts';
import { QuietFigures } from './quiet-figures.tsx';
import { useDocumentTitle } from './use-document-title.ts';
import { useView } from './use-view.ts';

type TopBandProps = { snapshot: Snapshot; rounds: Round[]; agents: Agent[]; freshness: Freshness };

/** The biggest thing on the page: who is overdue, who can still be saved, who waits longest; beside it, quieter, how the floor does. */
export function TopBand({ snapshot, rounds, agents, freshness }: TopBandProps) {
  const { t } = useTranslation();
  const now = useView((view) => view.now) ?? Date.parse(snapshot.asOf);
  const band = bandAt(rounds, now);
  const clear = band.overdue === 0 && band.savable === 0;
  const holder = agents.find(({ id }) => id === band.longest?.row.agentId) ?? null;
  useDocumentTitle(band.overdue, snapshot.floor.name);
  return (
    <section className="band" aria-label={t('band.label')}>
      <p className="unseen" role="status">
        {clear ? t('band.clear') : t('band.overdue.say', { count: band.overdue })}
      </p>
      {clear ? (
        <ClearTile waiting={band.waiting} stale={freshness === 'stale'} />
      ) : (
        <>
          <OverdueTile band={band} />
          <SavableTile band={band} />
        </>
      )}
      <LongestTile round={band.longest} holder={holder} now={now} />
      <QuietFigures floor={snapshot.floor} window={snapshot.window} />
    </section>
  );
}
