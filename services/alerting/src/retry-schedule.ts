const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Waits between attempts: eight attempts in about an hour. */
const WAITS_MS = [SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 35 * MINUTE] as const;
export const ATTEMPTS = WAITS_MS.length + 1;

const JITTER = 0.2;

/**
 * Milliseconds to the next attempt after `attemptsMade`, a fifth up or down so that many do not come at once (`chance` in [0, 1)); the receiver's
 * own wish (Retry-After) holds if it is longer.
 */
export function waitBefore(attemptsMade: number, { wishMs, chance }: { wishMs: number | null; chance: number }): number {
  const wait = WAITS_MS[Math.min(Math.max(attemptsMade, 1), WAITS_MS.length) - 1] ?? SECOND;
  return Math.max(Math.round(wait * (1 - JITTER + 2 * JITTER * chance)), wishMs ?? 0);
}
