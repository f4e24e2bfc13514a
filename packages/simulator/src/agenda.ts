/** What is going to happen on the floor, and when. `round` names the wait that an action was meant for: a later one is none of its business. */
export type Action =
  | { kind: 'arrive' }
  | { kind: 'ask'; conversation: string }
  | { kind: 'nudge'; conversation: string; round: number }
  | { kind: 'leave'; conversation: string; round: number }
  | { kind: 'transfer'; conversation: string; round: number }
  | { kind: 'greet'; conversation: string }
  | { kind: 'ask_for_human'; conversation: string }
  | { kind: 'hand_over'; conversation: string }
  | { kind: 'close'; conversation: string; by: 'agent' | 'customer' | 'system' }
  | { kind: 'rate'; conversation: string; agent: string }
  | { kind: 'work'; agent: string }
  | { kind: 'reply'; agent: string; conversation: string; round: number }
  | { kind: 'pause'; agent: string }
  | { kind: 'resume'; agent: string }
  | { kind: 'assign_ticket'; ticket: string }
  | { kind: 'touch_ticket'; ticket: string }
  | { kind: 'resolve_ticket'; ticket: string };

export type Entry = { at: number; action: Action };

/** Keeps the agenda sorted: later entries of the same instant come after the earlier ones. `at` in epoch milliseconds. */
export function plan(agenda: Entry[], at: number, action: Action): void {
  const entry = { at: Math.round(at), action };
  const place = agenda.findLastIndex((other) => other.at <= entry.at) + 1;
  agenda.splice(place, 0, entry);
}
