import { WindowName } from '@watchfloor/contracts/live';
import type { Urgency } from './rounds.ts';

export const windows = WindowName.options;
const urgencies: readonly Urgency[] = ['overdue', 'savable', 'calm'];

/** What the address asks for; `floor` null: the first there is. */
export type Scope = { floor: string | null; window: WindowName; rounds: Urgency | null };

/** The scope in an address's query; what it does not know it takes as not said. */
export function readScope(query: string): Scope {
  const asked = new URLSearchParams(query);
  return {
    floor: asked.get('floor') || null,
    window: windows.find((name) => name === asked.get('window')) ?? '5m',
    rounds: urgencies.find((name) => name === asked.get('rounds')) ?? null,
  };
}

/** The query that says `scope`, other parameters of the address kept. */
export function writeScope(query: string, scope: Scope): string {
  const next = new URLSearchParams(query);
  if (scope.floor !== null) next.set('floor', scope.floor);
  next.set('window', scope.window);
  if (scope.rounds === null) next.delete('rounds');
  else next.set('rounds', scope.rounds);
  return `?${next}`;
}
