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

  /** False when it was in already. */
  add({ floor, source, id }: Identity): boolean {
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
    if (ids.add(shortId(id)).size === before) return false;
    this.size++;
    return true;
  }
}

/** Words of 32 bits: 16 bits for each identity of a generation, so that one in 16 that is new passes for known at most. */
const WORDS = 1 << 17;

/** Some identities and a bit for each: nearly every event is new, and one look into a small table tells that sooner than looking for it. */
class Generation {
  readonly #identities = new Identities();
  readonly #bits = new Uint32Array(WORDS);

  get size(): number {
    return this.#identities.size;
  }

  has(event: Identity, digest: number): boolean {
    return ((this.#bits[(digest >>> 5) & (WORDS - 1)] ?? 0) & (1 << (digest & 31))) !== 0 && this.#identities.has(event);
  }

  add(event: Identity, digest: number): void {
    const word = (digest >>> 5) & (WORDS - 1);
    this.#bits[word] = (this.#bits[word] ?? 0) | (1 << (digest & 31));
    this.#identities.add(event);
  }
}

/**
 * The last few hundred thousand events known to be durable, so that a sender's repeat is seen at once and not written again.
 * A convenience: what slips through is removed by the keeper at the commit.
 */
export class RecentIdentities {
  #young = new Generation();
  #old = new Generation();

  has(event: Identity): boolean {
    const digest = digestOf(event.id);
    return this.#young.has(event, digest) || this.#old.has(event, digest);
  }

  add(event: Identity): void {
    this.#young.add(event, digestOf(event.id));
    if (this.#young.size < GENERATION) return;
    this.#old = this.#young;
    this.#young = new Generation();
  }
}

/** 32 bits of an id: FNV-1a, its high bits mixed into the low ones. */
function digestOf(id: string): number {
  let digest = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) digest = Math.imul(digest ^ id.charCodeAt(i), 0x01000193);
  return (digest ^ (digest >>> 15)) >>> 0;
}
