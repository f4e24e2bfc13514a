import { setTimeout as sleep } from 'node:timers/promises';

/** How often a slowed replay sends: events due within the same tick go together. */
const TICK_MS = 100;
/** A timer takes no more than 24 days; a gap in a recording may be longer. */
const LONGEST_SLEEP_MS = 3_600_000;

/** Waits until the next event is due and tells up to which event time everything is due. */
export type Pace = (nextTime: number, signal: AbortSignal) => Promise<number>;

/** Event time runs `speed` times as fast as the wall clock, from the first event on; `max` waits for nothing. */
export function makePace(speed: number | 'max', firstTime: number, clock: () => number = Date.now): Pace {
  if (speed === 'max') return async () => Number.POSITIVE_INFINITY;
  const begun = clock();
  return async (nextTime, signal) => {
    const left = () => begun + (nextTime - firstTime) / speed - clock();
    while (left() > 0) await sleep(Math.min(Math.max(left(), TICK_MS), LONGEST_SLEEP_MS), undefined, { signal });
    return Math.max(firstTime + (clock() - begun) * speed, nextTime);
  };
}
