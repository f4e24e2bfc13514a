import type { AgentStatus } from '@watchfloor/contracts/fact';
import { COUNTED_STATES, type Range } from '../measure/measures-of.ts';

const STATES: readonly AgentStatus[] = ['online', 'busy', 'away', 'suspended'];
const FIGURES = STATES.map((state) => COUNTED_STATES[state]);

const stateOf = (status: AgentStatus): number => STATES.indexOf(status);

/** Milliseconds in each state that counts. */
export type StateMs = Record<'onlineMs' | 'busyMs' | 'awayMs' | 'suspendedMs', number>;
/** An agent in a state, epoch ms. */
export type Stay = { status: AgentStatus; from: number; to: number };

/**
 * The states that agents of one subject have been in and left: kept as they were, because a window cuts them to the millisecond. A flat list of
 * state, from, to … in no order.
 */
export class StateTimes {
  #stays: number[] = [];

  /** Takes a stay in, or (`sign` -1) back. */
  change({ status, from, to }: Stay, sign: 1 | -1): void {
    const state = stateOf(status);
    if (state < 0 || to <= from) return;
    if (sign > 0) this.#stays.push(state, from, to);
    else {
      const place = this.#stays.findIndex((value, i, all) => i % 3 === 0 && value === state && all[i + 1] === from && all[i + 2] === to);
      if (place >= 0) this.#stays.splice(place, 3);
    }
  }

  /** The time in each state within a range, with that of those who are `present` still. */
  within({ from, to }: Range, present: Iterable<Stay>): StateMs {
    const ms: StateMs = { onlineMs: 0, busyMs: 0, awayMs: 0, suspendedMs: 0 };
    const add = (state: number, began: number, ended: number) => {
      const name = FIGURES[state] as keyof StateMs | undefined;
      if (name !== undefined) ms[name] += Math.max(0, Math.min(ended, to) - Math.max(began, from));
    };
    const stays = this.#stays;
    for (let i = 0; i + 2 < stays.length; i += 3) add(stays[i] ?? 0, stays[i + 1] ?? 0, stays[i + 2] ?? 0);
    for (const { status, from: began, to: ended } of present) add(stateOf(status), began, ended);
    return ms;
  }

  /** Has any state ended after an instant? */
  endsAfter(instant: number): boolean {
    return this.#stays.some((to, i) => i % 3 === 2 && to > instant);
  }

  /** Forgets what ended at an instant or before. */
  forget(before: number): void {
    const stays = this.#stays;
    if (stays.some((to, i) => i % 3 === 2 && to <= before)) this.#stays = stays.filter((_, i) => (stays[i - (i % 3) + 2] ?? 0) > before);
  }
}
