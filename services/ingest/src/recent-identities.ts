import { hash } from 'node:crypto';
import type { LoggedEvent } from '@watchfloor/contracts/event';

const GENERATION = 250_000;
/** Longer ids are remembered by their digest, so that nobody fills our memory with them. A digest with its mark is longer than this. */
const LONG = 64;

/** Identity of an event: floor, source, id. */
type Identity = Pick<LoggedEvent, 'floor' | 'source' | 'id'>;

const shortId = (id: string): string => (id.length > LONG ? `sha256:${hash('sha256', id, 'hex')}` : id);

/** A set of identities, by floor and source: few of those make many ids, which costs less than a digest of all three. */
export class Identities {
  readonly #floors = new Map<string, Map<string, Set<string>>>();
  size = 0;

  has({ floor, source, id }: Identity): boolean {
    return this.#floors.get(floor)?.get(source)?.has(shortId(id)) ?? false;
  }

  add({ floor, source, id }: Identity): void {
    let sources = this.#floors.get(floor);
    if (!sources) {
      sources = new Map();
      this.#floors.set(floor, sources);
    }
    let ids = sources.get(source);
    if (!ids) {
      ids = new Set();
      sources.set(source, ids);
    }
    const before = ids.size;
    this.size += ids.add(shortId(id)).size - before;
  }
}

/**
 * The last few hundred thousand events known to be durable, so that a sender's repeat is seen at once and not written again.
 * A convenience: what slips through is removed by the keeper at the commit.
 */
export class RecentIdentities {
  #young = new Identities();
  #old = new Identities();

  has(event: Identity): boolean {
    return this.#young.has(event) || this.#old.has(event);
  }

  add(event: Identity): void {
    this.#young.add(event);
    if (this.#young.size < GENERATION) return;
    this.#old = this.#young;
    this.#young = new Identities();
  }
}
