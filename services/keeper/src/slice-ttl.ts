import type { FloorState } from '@watchfloor/core/floor/floor-state';
import { LATENESS_BOUND_MS } from '@watchfloor/core/floor/lateness';

/** Slices of the near past live as long as an event can still count live, a minute for the slice itself, and some slack for clocks. */
const LIVE_MS = LATENESS_BOUND_MS + 3 * 60_000;
/** On an event-time floor the wall clock says nothing about the near past: a replay may rest for a night. */
const REPLAY_MS = 24 * 3_600_000;

export const sliceTtlMs = ({ floor }: Pick<FloorState, 'floor'>): number => (floor.clock === 'event' ? REPLAY_MS : LIVE_MS);

/** Epoch minutes that events of a floor may still fall into, given its time: the lateness bound back, the tolerated future ahead. */
export function liveMinutes(through: number): number[] {
  const last = Math.floor(through / 60_000) + 1;
  return Array.from({ length: LATENESS_BOUND_MS / 60_000 + 3 }, (_, i) => last - i);
}
