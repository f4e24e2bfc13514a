import type { LoggedEvent } from '@watchfloor/contracts/event';
import type { Fact } from '@watchfloor/contracts/fact';
import { minuteOf, type OrderKey, orderKeyOf } from './order-key.ts';
import type { Machine } from './subject-machine.ts';
import { compareTrueOrder } from './true-order.ts';

/**
 * The near past of one subject: `anchor` is its state before the first of `events` (JSON, 'null' for none), which are all it has seen since,
 * in any order.
 */
export type Past = { anchor: string; events: LoggedEvent[] };

/** `checkpoints`: for every minute that has an event, the state before the first one in it (JSON). */
export type Repaired<State> = { state: State | null; last: OrderKey; retracts: Fact[]; facts: Fact[]; checkpoints: Map<number, string> };

/**
 * Puts events into the past of a subject at their places in true order and evolves everything after them anew.
 * What was said before and no longer holds is retracted; what holds now and was not said is asserted.
 * `before` evolves as the facts known so far were made, `after` as things are known now (they differ when an agent's status came late).
 */
export function repair<State>(
  past: Past,
  fresh: LoggedEvent[],
  machines: { before: Machine<State>; after: Machine<State> },
): Repaired<State> {
  const old = past.events.toSorted(compareTrueOrder);
  const said = run(past.anchor, old, machines.before).facts;
  const events = [...old, ...fresh].sort(compareTrueOrder);
  const { state, facts, checkpoints } = run(past.anchor, events, machines.after);
  const last = events.at(-1);
  if (!last) throw new RangeError('nothing to repair');
  return { state, last: orderKeyOf(last), ...difference(said, facts), checkpoints };
}

function run<State>(anchor: string, events: LoggedEvent[], machine: Machine<State>) {
  let state = JSON.parse(anchor) as State | null;
  const facts: Fact[] = [];
  const checkpoints = new Map<number, string>();
  for (const event of events) {
    const minute = minuteOf(event.time);
    if (!checkpoints.has(minute)) checkpoints.set(minute, JSON.stringify(state));
    const evolved = machine(state, event);
    state = evolved.state;
    facts.push(...evolved.facts);
  }
  return { state, facts, checkpoints };
}

/** Of two accounts of the same past: what only the old one says, and what only the new one says, each in its order. */
export function difference(old: Fact[], now: Fact[]): { retracts: Fact[]; facts: Fact[] } {
  const said = new Map<string, number>();
  for (const fact of old) {
    const text = JSON.stringify(fact);
    said.set(text, (said.get(text) ?? 0) + 1);
  }
  const facts = now.filter((fact) => {
    const text = JSON.stringify(fact);
    const times = said.get(text) ?? 0;
    if (times > 0) said.set(text, times - 1);
    return times === 0;
  });
  // What is left was said too often; the last sayings are taken back.
  const retracts = old
    .toReversed()
    .filter((fact) => {
      const text = JSON.stringify(fact);
      const times = said.get(text) ?? 0;
      if (times > 0) said.set(text, times - 1);
      return times > 0;
    })
    .reverse();
  return { retracts, facts };
}
