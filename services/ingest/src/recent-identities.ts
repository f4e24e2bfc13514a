import { hash } from 'node:crypto';
import type { LoggedEvent } from '@watchfloor/contracts/event';

const GENERATION = 250_000;
/** Longer ids are remembered by their digest, so that nobody fills our memory with them. A digest with its mark is longer than this. */
const LONG = 64;
/** So many neighbours are looked at. With a table half full a few are the rule; ids made to collide must not keep others waiting. */
const MOST_LOOKS = 128;

/** Identity of an event: floor, source, id. */
type Identity = Pick<LoggedEvent, 'floor' | 'source' | 'id'>;

const shortId = (id: string): string => (id.length > LONG ? `sha256:${hash('sha256', id, 'hex')}` : id);

/**
 * A set of so many identities at most, by open addressing: a Set of ids for each source costs twice as much, since it grows as it fills. It never
 * names one that was not added, and forgets one whose neighbours are too many.
 */
export class Identities {
  readonly #ids: string[] = [];
  readonly #groups: Uint32Array;
  /** In turn: 32 bits of an id, and its place in the two lists from 1 on; 0 is free. */
  readonly #slots: Uint32Array;
  readonly #mask: number;
  /** Numbers of floors and sources, of which there are few. */
  readonly #floors = new Map<string, Map<string, number>>();
  #groupCount = 0;
  /** Those of the last event are nearly always those of the next one. */
  #last: { floor: string; source: string; group: number } = { floor: '', source: '', group: 0 };

  constructor(capacity: number) {
    const slots = 2 ** Math.ceil(Math.log2(2 * Math.max(1, capacity)));
    this.#mask = slots - 1;
    this.#slots = new Uint32Array(2 * slots);
    this.#groups = new Uint32Array(capacity);
  }

  get size(): number {
    return this.#ids.length;
  }

  has(event: Identity, digest = digestOf(event.id)): boolean {
    const group = this.#groupOf(event);
    return group !== undefined && this.#isTaken(this.#find(event, digest, group));
  }

  /** False when it was in already. */
  add(event: Identity, digest = digestOf(event.id)): boolean {
    const group = this.#groupOf(event) ?? this.#newGroup(event);
    const slot = this.#find(event, digest, group);
    if (slot === undefined) return true;
    if (this.#isTaken(slot)) return false;
    const place = this.#ids.push(shortId(event.id));
    this.#groups[place - 1] = group;
    this.#slots[2 * slot] = digest;
    this.#slots[2 * slot + 1] = place;
    return true;
  }

  #isTaken(slot: number | undefined): boolean {
    return slot !== undefined && this.#slots[2 * slot + 1] !== 0;
  }

  /** The slot of an identity, or the free one that it would take, or none. */
  #find({ id }: Identity, digest: number, group: number): number | undefined {
    let slot = (digest ^ Math.imul(group, SPREAD)) & this.#mask;
    for (let look = 0; look < MOST_LOOKS; look++) {
      const place = (this.#slots[2 * slot + 1] ?? 0) - 1;
      if (place < 0) return slot;
      if (this.#slots[2 * slot] === digest && this.#groups[place] === group && this.#ids[place] === shortId(id)) return slot;
      slot = (slot + 1) & this.#mask;
    }
    return undefined;
  }

  #groupOf({ floor, source }: Identity): number | undefined {
    const last = this.#last;
    if (source === last.source && floor === last.floor) return last.group;
    const group = this.#floors.get(floor)?.get(source);
    if (group !== undefined) this.#last = { floor, source, group };
    return group;
  }

  #newGroup({ floor, source }: Identity): number {
    const sources = this.#floors.get(floor) ?? new Map<string, number>();
    this.#floors.set(floor, sources);
    const group = ++this.#groupCount;
    sources.set(source, group);
    this.#last = { floor, source, group };
    return group;
  }
}

/** Odd, and its bits are well mixed: equal ids of different sources do not become neighbours. */
const SPREAD = 0x9e3779b1;

/**
 * The last few hundred thousand events known to be durable, so that a sender's repeat is seen at once and not written again.
 * A convenience: what slips through is removed by the keeper at the commit.
 */
export class RecentIdentities {
  #young = new Identities(GENERATION);
  #old = new Identities(GENERATION);

  has(event: Identity, digest = digestOf(event.id)): boolean {
    return this.#young.has(event, digest) || this.#old.has(event, digest);
  }

  add(event: Identity, digest = digestOf(event.id)): void {
    this.#young.add(event, digest);
    if (this.#young.size < GENERATION) return;
    this.#old = this.#young;
    this.#young = new Identities(GENERATION);
  }
}

/** 32 bits of an id: FNV-1a, its high bits mixed into the low ones. Whoever asks several times gives it along. */
export function digestOf(id: string): number {
  let digest = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) digest = Math.imul(digest ^ id.charCodeAt(i), 0x01000193);
  return (digest ^ (digest >>> 15)) >>> 0;
}
