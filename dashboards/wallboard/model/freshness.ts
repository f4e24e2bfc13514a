import { AGEING_MS, STALE_MS } from '@watchfloor/live-client/board-time';
import type { LivePhase } from '@watchfloor/live-client/live-state';

export type Freshness = 'fresh' | 'ageing' | 'stale';

/** Amber from three seconds, grey from ten; without a line at least amber (screens.md: stale is never shown as live). */
export function freshnessOf(phase: LivePhase['kind'], ageMs: number | null): Freshness {
  if (ageMs !== null && ageMs >= STALE_MS) return 'stale';
  if (phase === 'disconnected' || (ageMs !== null && ageMs >= AGEING_MS)) return 'ageing';
  return 'fresh';
}
