import { FORGET_MS } from '@watchfloor/core/conversation/begin';
import type { Conversation } from '@watchfloor/core/conversation/state';
import type { Kept } from '@watchfloor/core/floor/floor-state';
import { LATENESS_BOUND_MS } from '@watchfloor/core/floor/lateness';

/**
 * What is over is kept so long (event time) that no event can come any more for which it is not forgotten yet: late ones, and with a floor's
 * time that runs ahead. So it makes no difference when exactly it goes.
 */
const KEEP_MS = FORGET_MS + LATENESS_BOUND_MS + 2 * 60_000;

type Finished = Pick<Conversation, 'phase'>;

/** Is nothing live left of a subject: a closed conversation, a resolved ticket, or one that never came to be? */
const isFinished = (kept: Kept<object> | undefined): boolean =>
  kept !== undefined && (kept.state === null || ('phase' in kept.state && (kept.state as Finished).phase !== 'open'));

/** Finished subjects in the order of their last event, to be forgotten after a while. */
export class FinishedQueue<State extends object> {
  readonly #subjects: Map<string, Kept<State>>;
  #entries: { id: string; at: number }[] = [];

  constructor(subjects: Map<string, Kept<State>>) {
    this.#subjects = subjects;
    for (const id of subjects.keys()) this.note(id);
    this.#entries.sort((a, b) => a.at - b.at);
  }

  /** To be called for every subject that was touched. */
  note(id: string): void {
    const kept = this.#subjects.get(id);
    if (kept && isFinished(kept)) this.#entries.push({ id, at: kept.last.time });
  }

  /** Forgets what ended long before `through`; gives it. */
  dropOld(through: number): Map<string, Kept<State>> {
    let count = 0;
    while (count < this.#entries.length && (this.#entries[count]?.at ?? 0) < through - KEEP_MS) count++;
    const old = new Map<string, Kept<State>>();
    for (const { id, at } of this.#entries.splice(0, count)) {
      const kept = this.#subjects.get(id);
      if (kept && isFinished(kept) && kept.last.time === at) old.set(id, kept);
    }
    for (const id of old.keys()) this.#subjects.delete(id);
    return old;
  }
}
