import { groupRounds, type Round } from './rounds.ts';

/** What the top band shouts. `nearestMs`: time left to the savable round nearest to its limit. `longest`: the oldest open round. */
export type Band = { overdue: number; savable: number; waiting: number; nearestMs: number | null; longest: Round | null };

/** The band at `now` from the very rounds the action list shows, so that the two cannot disagree. */
export function bandAt(rounds: Round[], now: number): Band {
  const groups = groupRounds(rounds, now);
  const nearest = groups.savable[0];
  let longest: Round | null = null;
  for (const round of rounds) if (longest === null || round.sinceMs < longest.sinceMs) longest = round;
  return {
    overdue: groups.overdue.length,
    savable: groups.savable.length,
    waiting: rounds.length,
    nearestMs: nearest === undefined ? null : nearest.dueAt - now,
    longest,
  };
}
