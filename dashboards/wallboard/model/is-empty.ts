import type { Snapshot } from '@watchfloor/contracts/live';

/** Nothing has ever come of this floor: then the board explains how to begin. */
export function isEmpty(snapshot: Snapshot): boolean {
  const { floor } = snapshot;
  return (
    snapshot.agents.length === 0 &&
    snapshot.waiting.length === 0 &&
    snapshot.tickets.length === 0 &&
    snapshot.alerts.length === 0 &&
    floor.open + floor.dormant + floor.queued + floor.response.count === 0
  );
}
