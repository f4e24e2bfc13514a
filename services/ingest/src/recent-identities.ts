import { hash } from 'node:crypto';
import type { LoggedEvent } from '@watchfloor/contracts/event';

const GENERATION = 250_000;

/** Identity of an event: floor, source, id. */
export const identityOf = (event: Pick<LoggedEvent, 'floor' | 'source' | 'id'>): string =>
  hash('sha256', `${event.floor}\n${event.source}\n${event.id}`, 'latin1').slice(0, 16);

/**
 * The last few hundred thousand events known to be durable, so that a sender's repeat is seen at once and not written again.
 * A convenience: what slips through is removed by the keeper at the commit.
 */
export class RecentIdentities {
  #young = new Set<string>();
  #old = new Set<string>();

  has(identity: string): boolean {
    return this.#young.has(identity) || this.#old.has(identity);
  }

  add(identity: string): void {
    this.#young.add(identity);
    if (this.#young.size < GENERATION) return;
    this.#old = this.#young;
    this.#young = new Set();
  }
}
