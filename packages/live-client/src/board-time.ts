import type { LiveState } from './live-state.ts';
import { serverTime } from './server-clock.ts';

/** From this age on, milliseconds, data are doubtful, then no longer shown as live (screens.md, stale is never shown as live). */
export const AGEING_MS = 3_000;
export const STALE_MS = 10_000;

/** How far a clock of events may run on without news: not at all, it stands where the events stand. */
const isOnEventTime = (state: LiveState): boolean => state.snapshot?.floor.clock === 'event';

/**
 * How old the data are at the local reading `local`, milliseconds: the time since they came plus what the server was behind when it sent them.
 * On an event-time floor only the former, for event time says nothing about now. Null before the first snapshot.
 */
export function dataAgeMs(state: LiveState, local: number): number | null {
  if (state.snapshot === null || state.receivedAt === null || state.clock === null) return null;
  const sinceReceived = Math.max(0, local - state.receivedAt);
  if (isOnEventTime(state)) return sinceReceived;
  return Math.max(sinceReceived, serverTime(state.clock, local) - Date.parse(state.snapshot.asOf));
}

/**
 * The instant the board speaks of, epoch milliseconds: the server's clock, so that a wait grows and passes its limit between deltas. It stops
 * `STALE_MS` after the data: beyond that nobody knows who still waits. On an event-time floor it is `asOf`. Null before the first snapshot.
 */
export function boardTimeMs(state: LiveState, local: number): number | null {
  if (state.snapshot === null || state.clock === null) return null;
  const asOf = Date.parse(state.snapshot.asOf);
  if (isOnEventTime(state)) return asOf;
  return Math.min(Math.max(asOf, serverTime(state.clock, local)), asOf + STALE_MS);
}
