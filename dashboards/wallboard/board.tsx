import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { AgentsPanel } from './agents-panel.tsx';
import { AlertsPanel } from './alerts-panel.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { ExplainProvider } from './explain/explain-provider.tsx';
import { FirstEvent } from './first-event-hint.tsx';
import type { LiveFloorProps } from './live-floor.tsx';
import { agentsWith } from './model/agents.ts';
import { freshnessOf } from './model/freshness.ts';
import { isEmpty } from './model/is-empty.ts';
import { orderRounds } from './model/rounds.ts';
import { Message } from './parts/message.tsx';
import { RoundsPanel } from './rounds-panel.tsx';
import { ScopeLine } from './scope-line.tsx';
import { TicketsPanel } from './tickets-panel.tsx';
import { TopBand } from './top-band.tsx';
import { UnknownFloor } from './unknown-floor.tsx';
import { useBrokenLine } from './use-broken-line.ts';
import { useView } from './use-view.ts';

/** The board in whatever state it is: connecting, refused, without events, or live. */
export function Board(props: LiveFloorProps & { retry: () => void }) {
  const { floors, floor, scope, change, onMaybeSignedOut, retry } = props;
  const { t } = useTranslation();
  const phase = useView((view) => view.state.phase);
  const snapshot = useView((view) => view.state.snapshot);
  const freshness = useView((view) => freshnessOf(view.state.phase.kind, view.ageMs));
  const rounds = useMemo(() => orderRounds(snapshot?.waiting ?? []), [snapshot?.waiting]);
  const agents = useMemo(() => agentsWith(snapshot?.agents ?? [], rounds), [snapshot?.agents, rounds]);
  useBrokenLine(phase, onMaybeSignedOut, retry);

  if (phase.kind === 'refused' && phase.refusal.of === 'subscription' && !floors.items.some(({ id }) => id === floor)) {
    return <UnknownFloor floor={floor} reason={phase.refusal.reason} floors={floors.items} window={scope.window} />;
  }
  if (snapshot === null && phase.kind === 'refused') {
    return <Message title={t('state.refused', { reason: phase.refusal.reason })} action={{ text: t('state.retry'), run: retry }} />;
  }
  if (snapshot === null) return <Message title={t('state.connecting')} />;

  return (
    <ExplainProvider snapshot={snapshot}>
      <div className="board" data-freshness={freshness}>
        <ScopeLine floors={floors.items} floor={floor} scope={scope} change={change} snapshot={snapshot} />
        <ConnectionBanner />
        {isEmpty(snapshot) ? (
          <Message title={t('emptyFloor.title')} text={t('emptyFloor.text')}>
            <FirstEvent floor={floor} />
          </Message>
        ) : (
          <main className="board-body">
            <TopBand snapshot={snapshot} rounds={rounds} agents={agents} freshness={freshness} />
            <div className="panels">
              <RoundsPanel rounds={rounds} agents={agents} filter={scope.rounds} setFilter={(to) => change({ rounds: to })} />
              <div className="panels-middle">
                <AlertsPanel alerts={snapshot.alerts} agents={agents} />
                <TicketsPanel tickets={snapshot.tickets} agents={agents} />
              </div>
              <AgentsPanel agents={agents} window={snapshot.window} />
            </div>
          </main>
        )}
      </div>
    </ExplainProvider>
  );
}
