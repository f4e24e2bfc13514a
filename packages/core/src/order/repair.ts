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
  const said = run(past.anchor, old, machines.before);
  const events = [...old, ...fresh].sort(compareTrueOrder);
  const { state, checkpoints, ...now } = run(past.anchor, events, machines.after);
  const last = events.at(-1);
  if (!last) throw new RangeError('nothing to repair');
  return { state, last: orderKeyOf(last), ...difference(said, now), checkpoints };
}

function run<State>(anchor: string, events: LoggedEvent[], machine: Machine<State>) {
  let state = JSON.parse(anchor) as State | null;
  const facts: Fact[] = [];
  const retracts: Fact[] = [];
  const checkpoints = new Map<number, string>();
  for (const event of events) {
    const minute = minuteOf(event.time);
    if (!checkpoints.has(minute)) checkpoints.set(minute, JSON.stringify(state));
    const evolved = machine(state, event);
    state = evolved.state;
    facts.push(...evolved.facts);
    retracts.push(...(evolved.retracts ?? []));
  }
  return { state, facts, retracts, checkpoints };
}

/** What a stretch of events says, and takes back of what was said (perhaps before it). */
export type Account = { facts: Fact[]; retracts: Fact[] };

/** What has to be said and taken back to get from one account of the same past to another, each in its order. */
export function difference(old: Account, now: Account): Account {
  const balance = new Map<string, number>();
  const count = (facts: Fact[], n: number) => {
    for (const fact of facts) {
      const text = JSON.stringify(fact);
      balance.set(text, (balance.get(text) ?? 0) + n);
    }
  };
  count(now.facts, 1);
  count(now.retracts, -1);
  count(old.facts, -1);
  count(old.retracts, 1);
  /** Of some facts those that the balance still asks for, one by one. */
  const settle = (facts: Fact[], sign: 1 | -1): Fact[] =>
    facts.filter((fact) => {
      const text = JSON.stringify(fact);
      const open = balance.get(text) ?? 0;
      if (open * sign <= 0) return false;
      balance.set(text, open - sign);
      return true;
    });
  return { facts: settle([...now.facts, ...old.retracts], 1), retracts: settle([...old.facts, ...now.retracts], -1) };
}
