import type { Severity } from '@watchfloor/contracts/alert';
import type { FloorEntry } from '@watchfloor/contracts/floor';
import { ticketLimits, waitLimits } from '../live/limits.ts';
import type { Rule } from './rule.ts';

/** A limit (ms) and what passing it means. */
export type Level = { severity: Severity; limit: number };

/** What is judged: since when it waits, and of a ticket what kind it is of. */
type Judged = { rule: Rule; ticketKind: string | null; since: number };

/** Levels of a rule on a floor, rising. A warning that is not below the critical limit could never be seen: it is left out. */
export function levelsOf(floor: FloorEntry, { rule, ticketKind: kind, since }: Judged): Level[] {
  const { warning, critical } = rule.metric === 'wait' ? waitLimits(floor.limits) : ticketLimits(floor, { kind, since });
  const last: Level = { severity: 'critical', limit: critical };
  return warning < critical ? [{ severity: 'warning', limit: warning }, last] : [last];
}
