import type { Snapshot } from '@watchfloor/contracts/live';
import { lazy, type ReactNode, Suspense, useCallback, useState } from 'react';
import type { NumberAsked } from '../../shared/api/read-explanation.ts';
import { usePeek } from '../use-view.ts';
import { type Explain, ExplainContext } from './use-explain.ts';

const ExplainDrawer = lazy(async () => ({ default: (await import('./explain-drawer.tsx')).ExplainDrawer }));

/** Lets every number in it be opened, one at a time. A figure of a window is told of the window as it stood at the click. */
export function ExplainProvider({ snapshot, children }: { snapshot: Snapshot; children: ReactNode }) {
  const [asked, setAsked] = useState<NumberAsked | null>(null);
  const peek = usePeek();
  const explain = useCallback<Explain>(
    (metric, subject) => {
      const now = peek().state.snapshot;
      if (now !== null) setAsked({ floor: now.floorId, metric, subject, range: { from: now.from, to: now.to } });
    },
    [peek],
  );
  return (
    <ExplainContext value={explain}>
      {children}
      {asked === null ? null : (
        <Suspense>
          <ExplainDrawer asked={asked} zone={snapshot.floor.zone} close={() => setAsked(null)} />
        </Suspense>
      )}
    </ExplainContext>
  );
}
