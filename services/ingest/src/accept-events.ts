import type { KeyGrant } from '@watchfloor/contracts/access';
import type { LoggedEvent } from '@watchfloor/contracts/event';
import { FloorId, floorKeyOf } from '@watchfloor/contracts/floor';
import type { Receipt, Rejection } from '@watchfloor/contracts/ingest';
import { partitionOf } from '@watchfloor/redis/keys';
import { ProblemError } from '@watchfloor/runtime/problem';
import { type AdmittedFloor, type Checked, checkEvent } from './check-event.ts';
import type { FrameGatherer } from './gather-frames.ts';
import type { KnownFloors } from './know-floors.ts';
import type { IngestMeters } from './meters.ts';
import { digestOf, Identities, type RecentIdentities } from './recent-identities.ts';
import type { PressureWatch } from './watch-pressure.ts';

/** An input that could not even be read as JSON, or is too large. */
export class Unreadable {
  readonly detail: string;
  constructor(detail: string) {
    this.detail = detail;
  }
}

/** More events than this between us and the disk: senders are asked to wait. */
const MAX_PENDING = 50_000;
/** So many rejections are listed; all are counted. */
export const MAX_LISTED = 1_000;
/** More than this in one body of 1 MiB cannot be events, which have 120 bytes at least; looking into each would keep others waiting for seconds. */
const MAX_BATCH = 10_000;

export type Batch = { grant: KeyGrant; floor: string | undefined; inputs: unknown[]; firstIndex?: number };

/** An event that is to be written, and where. */
type Fresh = { event: LoggedEvent; partition: number };
type Floors = Pick<KnownFloors, 'get' | 'learn'>;
type Pressure = Pick<PressureWatch, 'admit' | 'admitTo'>;
type Parts = {
  frames: FrameGatherer;
  floors: Floors;
  pressure: Pressure;
  recent: RecentIdentities;
  partitions: number;
  meters: IngestMeters;
};

/** Checks events, appends them to the log and answers when they are durable. The one way in, for every body and for sockets. */
export class Acceptor {
  readonly #frames: FrameGatherer;
  readonly #floors: Floors;
  readonly #pressure: Pressure;
  readonly #recent: RecentIdentities;
  readonly #partitions: number;
  readonly #meters: IngestMeters;

  constructor(parts: Parts) {
    this.#frames = parts.frames;
    this.#floors = parts.floors;
    this.#pressure = parts.pressure;
    this.#recent = parts.recent;
    this.#partitions = parts.partitions;
    this.#meters = parts.meters;
  }

  /**
   * Accepts what is good of a batch, rejects the rest with reasons.
   * @throws ProblemError 429 when too much is pending or waits for the keeper, 503 when the log cannot be written (then nothing is promised: send again), 403 or 404 for a floor named for all.
   */
  async accept({ grant, floor, inputs, firstIndex = 0 }: Batch): Promise<Receipt> {
    if (inputs.length > MAX_BATCH) throw new ProblemError(413, `More than ${MAX_BATCH} events in one batch: send fewer at a time.`);
    if (this.#frames.pending > MAX_PENDING)
      throw new ProblemError(429, 'More events are arriving than can be written; send again in a second.', {
        headers: { 'retry-after': '1' },
      });
    this.#pressure.admit();
    await this.#admit(grant, floor, inputs);
    const received = Date.now();
    const rejected: Rejection[] = [];
    const fresh: Fresh[] = [];
    const digests: number[] = [];
    const seen = new Identities(inputs.length);
    let duplicates = 0;
    const floorOf = this.#rememberFloors(grant, floor);
    for (const [index, input] of inputs.entries()) {
      const checked: Checked = input instanceof Unreadable ? { detail: input.detail } : checkEvent(input, { floorOf, received });
      if ('detail' in checked) {
        rejected.push({ index: firstIndex + index, ...checked });
        continue;
      }
      const digest = digestOf(checked.event.id);
      if (this.#recent.has(checked.event, digest) || !seen.add(checked.event, digest)) duplicates++;
      else {
        fresh.push(checked);
        digests.push(digest);
      }
    }
    this.#pressure.admitTo(fresh);
    await this.#write(fresh);
    for (const [index, { event }] of fresh.entries()) this.#recent.add(event, digests[index]);
    this.#meters.events.inc({ outcome: 'accepted' }, fresh.length);
    this.#meters.events.inc({ outcome: 'duplicate' }, duplicates);
    this.#meters.events.inc({ outcome: 'rejected' }, rejected.length);
    const receipt = { accepted: fresh.length, duplicates, rejected };
    return rejected.length > MAX_LISTED ? { ...receipt, rejected: rejected.slice(0, MAX_LISTED), rejectedTotal: rejected.length } : receipt;
  }

  async #write(events: Fresh[]): Promise<void> {
    const frames = new Set<Promise<void>>();
    for (const { event, partition } of events) frames.add(this.#frames.add(partition, event));
    try {
      await Promise.all(frames);
    } catch {
      this.#meters.events.inc({ outcome: 'unavailable' }, events.length);
      this.#pressure.admit();
      throw logUnreachable();
    }
  }

  /** Learns the floors that a batch speaks of, so that checking needs no waiting. */
  async #admit(grant: KeyGrant, floor: string | undefined, inputs: unknown[]): Promise<void> {
    const named = new Set<string>();
    if (floor !== undefined) named.add(floor);
    else {
      for (const input of inputs) {
        if (typeof input === 'object' && input !== null && 'floor' in input && typeof input.floor === 'string') named.add(input.floor);
      }
      if (grant.floors?.length === 1) for (const only of grant.floors) named.add(only);
    }
    const allowed = [...named].filter((id) => grant.floors === null || grant.floors.includes(id));
    await this.#floors.learn(grant, allowed).catch(() => {
      throw logUnreachable();
    });
    if (floor === undefined) return;
    const found = this.#floorFor(grant, floor);
    if (typeof found === 'string') throw new ProblemError(allowed.length === 0 ? 403 : FloorId.safeParse(floor).success ? 404 : 400, found);
  }

  /** Finds the floors of one batch, each once. */
  #rememberFloors(grant: KeyGrant, all: string | undefined): (attribute: string | undefined) => AdmittedFloor | string {
    const found = new Map<string | undefined, AdmittedFloor | string>();
    return (attribute) => {
      const named = all ?? attribute;
      let floor = found.get(named);
      if (floor === undefined) {
        floor = this.#floorFor(grant, named);
        found.set(named, floor);
      }
      return floor;
    };
  }

  /** The floor, or why not. */
  #floorFor(grant: KeyGrant, named: string | undefined): AdmittedFloor | string {
    const id = named ?? (grant.floors?.length === 1 ? grant.floors[0] : undefined);
    if (id === undefined) return 'floor: required, as the attribute floor or as ?floor=';
    if (!FloorId.safeParse(id).success) return `floor: ${FloorId.safeParse(id).error?.issues[0]?.message ?? 'not a floor id'}`;
    if (grant.floors !== null && !grant.floors.includes(id)) return `floor: this key may not write to floor ${id}`;
    const entry = this.#floors.get(grant.tenant, id);
    if (!entry) return `floor: there is no floor ${id}`;
    const key = floorKeyOf(grant.tenant, entry.id);
    return { entry, key, partition: partitionOf(key, this.#partitions) };
  }
}

export const logUnreachable = () =>
  new ProblemError(503, 'The event log cannot be reached; nothing was promised, send again.', { headers: { 'retry-after': '2' } });
