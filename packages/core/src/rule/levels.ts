import type { Severity } from '@watchfloor/contracts/alert';
import type { Limits } from '@watchfloor/contracts/floor';
import { ticketLimits, waitLimits } from '../live/limits.ts';
import type { Rule } from './rule.ts';

/** A limit (ms) and what passing it means. */
export type Level = { severity: Severity; limit: number };

/** Levels of a rule on a floor, rising. A warning that is not below the critical limit could never be seen: it is left out. */
export function levelsOf(rule: Rule, limits: Limits, ticketKind: string | null): Level[] {
  const { warning, critical } = rule.metric === 'wait' ? waitLimits(limits) : ticketLimits(limits, { kind: ticketKind });
  const last: Level = { severity: 'critical', limit: critical };
  return warning < critical ? [{ severity: 'warning', limit: warning }, last] : [last];
}
