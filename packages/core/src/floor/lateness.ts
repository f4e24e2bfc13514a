import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { FloorEntry } from '@watchfloor/contracts/floor';

/** Events up to this late count live, whatever the order of arrival (metrics.md, "Order, lateness, identity"). */
export const LATENESS_BOUND_MS = 300_000;

/** Why such an event is ignored live: the ledger takes it in all the same. */
export const TOO_LATE = 'later than the live figures wait for';

/** Is the event too late for the live figures? Received - time; on an event-time floor the greatest time seen (`through`) - time. */
export function isLate(clock: FloorEntry['clock'], through: number, event: LoggedEvent): boolean {
  return (clock === 'event' ? through : event.received) - event.time > LATENESS_BOUND_MS;
}
