import type { Severity } from '@watchfloor/contracts/alert';
import type { FloorEntry } from '@watchfloor/contracts/floor';
import { ticketLimits, type Waiting, waitLimits } from '../live/limits.ts';
import type { Rule } from './rule.ts';

/** A limit (ms) and what passing it means. */
export type Level = { severity: Severity; limit: number };

/** What is judged: since when it waits, of a ticket what kind it is of, of a round in which shop and whether it is for a first reply. */
type Judged = { rule: Rule; ticketKind: string | null } & Waiting;

/** Levels of a rule on a floor, rising. A warning that is not below the critical limit could never be seen: it is left out. */
export function levelsOf(floor: FloorEntry, { rule, ticketKind: kind, ...waiting }: Judged): Level[] {
  const { warning, critical } = rule.metric === 'wait' ? waitLimits(floor, waiting) : ticketLimits(floor, { kind, since: waiting.since });
  const last: Level = { severity: 'critical', limit: critical };
  return warning < critical ? [{ severity: 'warning', limit: warning }, last] : [last];
}
