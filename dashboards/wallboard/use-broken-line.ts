import type { LivePhase } from '@watchfloor/live-client/live-state';
import { useEffect } from 'react';

/** What was refused is asked for again after this, milliseconds: a gateway that is just starting refuses too, and a floor may come to be. */
const RETRY_MS = 5_000;

/** When the line is cut or refused: asks whether the session still holds, and keeps trying. Both callbacks have to be stable. */
export function useBrokenLine(phase: LivePhase, onMaybeSignedOut: () => void, retry: () => void): void {
  const refused = phase.kind === 'refused';
  const broken = refused || phase.kind === 'disconnected';
  useEffect(() => {
    if (broken) onMaybeSignedOut();
  }, [broken, onMaybeSignedOut]);
  useEffect(() => {
    if (!refused) return;
    const timer = setInterval(retry, RETRY_MS);
    return () => clearInterval(timer);
  }, [refused, retry]);
}
