/**
 * An estimate of the server's clock on a local monotonic one. Every stamp the server sends is a lower bound of its clock on arrival, so the
 * best bound wins: a late one only says less. `offsetMs` = server epoch - local reading, both milliseconds, held at the reading `at`.
 */
export type ServerClock = { offsetMs: number; at: number };

/** Two clocks may drift apart; letting the bound sink by 0.2 ms a second forgets a wrong one within the hour, yet hides no real lag. */
const DRIFT = 0.0002;

/** The estimate after a stamp (epoch ms) that arrived at the local reading `local` (ms). */
export function observeStamp(clock: ServerClock | null, stamp: number, local: number): ServerClock {
  const bound = stamp - local;
  if (!Number.isFinite(bound)) return clock ?? { offsetMs: 0, at: local };
  const held = clock === null ? Number.NEGATIVE_INFINITY : clock.offsetMs - (local - clock.at) * DRIFT;
  return { offsetMs: Math.max(bound, held), at: local };
}

/** The server's epoch milliseconds at the local reading `local`. */
export function serverTime(clock: ServerClock, local: number): number {
  return local + clock.offsetMs;
}
