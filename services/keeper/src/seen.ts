import { hash } from 'node:crypto';
import { LATENESS_BOUND_MS } from '@watchfloor/core/floor/evolve-floor';
import type { SetWrite } from '@watchfloor/redis/commit';
import { keys } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';

const SLICE_MS = 60_000;
/** Identities live as long as an event can still count live, and a minute more. */
const KEEP_MS = LATENESS_BOUND_MS + 2 * SLICE_MS;

type Slice = { members: Set<string>; fresh: string[]; writtenAt: number };

/** The identities of recent events of a partition, sliced by event time: 16 bytes each, written in the same commit as what the event did. */
export class Seen {
  readonly #slices = new Map<number, Slice>();

  /** Notes an event; false when it was noted before. `now` is the wall clock. */
  add(event: { floor: string; source: string; id: string; time: number }, now: number): boolean {
    const number = Math.floor(event.time / SLICE_MS);
    let slice = this.#slices.get(number);
    if (!slice) {
      slice = { members: new Set(), fresh: [], writtenAt: now };
      this.#slices.set(number, slice);
    }
    const identity = hash('sha256', `${event.floor}\n${event.source}\n${event.id}`, 'latin1').slice(0, 16);
    if (slice.members.has(identity)) return false;
    slice.members.add(identity);
    slice.fresh.push(identity);
    slice.writtenAt = now;
    return true;
  }

  /** What was noted since the last call, to be written with the commit; forgets slices too old to matter. */
  takeWrites(partition: number, now: number): SetWrite[] {
    const writes: SetWrite[] = [];
    for (const [number, slice] of this.#slices) {
      if (slice.fresh.length > 0) {
        const members = slice.fresh.map((identity) => Buffer.from(identity, 'latin1'));
        writes.push({ kind: 'set', key: keys.seen(partition, number), ttlMs: KEEP_MS, members });
        slice.fresh = [];
      } else if (now - slice.writtenAt > KEEP_MS) this.#slices.delete(number);
    }
    return writes;
  }

  /** Reads back the slices around some instants (epoch ms): now, and where event-time floors are. */
  async load(redis: ScriptedRedis, partition: number, instants: number[]): Promise<void> {
    const wanted = new Set(instants.flatMap(slicesAround));
    for (const number of wanted) {
      const members = await redis.smembersBuffer(keys.seen(partition, number));
      if (members.length === 0) continue;
      this.#slices.set(number, { members: new Set(members.map((member) => member.toString('latin1'))), fresh: [], writtenAt: Date.now() });
    }
  }
}

function slicesAround(instant: number): number[] {
  const last = Math.floor(instant / SLICE_MS) + 1;
  return Array.from({ length: KEEP_MS / SLICE_MS + 2 }, (_, i) => last - i);
}
