import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact } from '@watchfloor/contracts/fact';

/** What one event did: the next state, the facts, and facts of earlier events that no longer hold. */
export type Step<State> = { state: State | null; facts: Fact[]; retracts?: Fact[] };

/** How the events of one kind of subject evolve it. May change the state it is given. A nonsensical event gives an `event.ignored` fact. */
export type Machine<State> = (state: State | null, event: LoggedEvent) => Step<State>;

/** Says that an event changed nothing, and why. */
export const ignoredFact = (event: LoggedEvent, reason: string): Fact => ({
  type: 'event.ignored',
  at: event.time,
  event: { source: event.source, id: event.id, type: event.type, subject: event.subject },
  reason,
});
