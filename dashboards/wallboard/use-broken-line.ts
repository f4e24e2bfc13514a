import type { LivePhase } from '@watchfloor/live-client/live-state';
import { useEffect } from 'react';

/** A refused connection is tried again after this, milliseconds: a gateway that is just starting refuses too. */
const RETRY_MS = 5_000;

/** When the line is cut or refused: asks whether the session still holds, and keeps trying. Both callbacks have to be stable. */
export function useBrokenLine(phase: LivePhase, onMaybeSignedOut: () => void, retry: () => void): void {
  const refused = phase.kind === 'refused' && phase.refusal.of === 'connection';
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
