import { hash } from 'node:crypto';
import type { LoggedEvent } from '@watchfloor/contracts/event';
import { minuteOf } from '@watchfloor/core/order/order-key';
import type { SetWrite } from '@watchfloor/redis/commit';
import { keys } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { liveMinutes } from './slice-ttl.ts';

type Slice = { members: Set<string>; fresh: string[] };
type At = { partition: number; floorKey: string };

/** The identities of recent events of a floor, by the minute of their event time: 16 bytes each, written in the same commit as what the event did. */
export class Seen {
  readonly #slices = new Map<number, Slice>();

  /** Notes an event; false when it was noted before. */
  add({ source, id, time }: Pick<LoggedEvent, 'source' | 'id' | 'time'>): boolean {
    const slice = this.#slice(minuteOf(time));
    const identity = hash('sha256', `${source}\n${id}`, 'latin1').slice(0, 16);
    if (slice.members.has(identity)) return false;
    slice.members.add(identity);
    slice.fresh.push(identity);
    return true;
  }

  /** What was noted since the last call, to be written with the commit; forgets minutes that only late events could still fall into. */
  takeWrites(at: At & { ttlMs: number; through: number }): SetWrite[] {
    const writes: SetWrite[] = [];
    const oldest = liveMinutes(at.through).at(-1) ?? 0;
    for (const [minute, slice] of this.#slices) {
      if (slice.fresh.length > 0) {
        const members = slice.fresh.map((identity) => Buffer.from(identity, 'latin1'));
        writes.push({ kind: 'set', key: keys.seen(at.partition, at.floorKey, minute), ttlMs: at.ttlMs, members });
        slice.fresh = [];
      }
      if (minute < oldest) this.#slices.delete(minute);
    }
    return writes;
  }

  /** Reads back the minutes that matter at a floor's time (epoch ms). */
  async load(redis: ScriptedRedis, at: At & { through: number }): Promise<void> {
    await Promise.all(
      liveMinutes(at.through).map(async (minute) => {
        const members = await redis.smembersBuffer(keys.seen(at.partition, at.floorKey, minute));
        if (members.length > 0)
          this.#slices.set(minute, { members: new Set(members.map((member) => member.toString('latin1'))), fresh: [] });
      }),
    );
  }

  #slice(minute: number): Slice {
    let slice = this.#slices.get(minute);
    if (!slice) {
      slice = { members: new Set(), fresh: [] };
      this.#slices.set(minute, slice);
    }
    return slice;
  }
}
