import { setTimeout as wait } from 'node:timers/promises';
import { CloudEvent, EventData, FRAME_EVENTS, isEventType, type LoggedEvent, TYPE_PREFIX } from '@watchfloor/contracts/event';
import { floorKeyOf } from '@watchfloor/contracts/floor';
import { FIRST_TENANT } from '@watchfloor/contracts/settings';
import { keys, partitionOf } from '@watchfloor/redis/keys';
import { encodePayload } from '@watchfloor/redis/payload';
import type { Redis } from 'ioredis';
import { FloorPlan, type PlanOptions } from './load/floor-plan.ts';
import { rewriteFile } from './rewrite-file.ts';

const POLL_MS = 5;

/**
 * Plays a plan into the logs as the receiver would, in full frames, but all at once: frames are written aside first and then put in the place
 * of the logs by one RENAME each, so that the keeper finds everything there and nobody else is at work while it applies them.
 */
export class LogFeed {
  readonly #redis: Redis;
  readonly #partitions: number;
  readonly #plan: FloorPlan;

  constructor(redis: Redis, partitions: number, plan: Omit<PlanOptions, 'begin' | 'measureFrom'>) {
    this.#redis = redis;
    this.#partitions = partitions;
    // Without markers: nobody watches.
    this.#plan = new FloorPlan({ ...plan, begin: Math.floor(Date.now() / 1000) * 1000, measureFrom: Number.POSITIVE_INFINITY });
  }

  /** Writes the next events of the plan, at least `least` of them, waits until the keeper has committed the last; begins and ends the time. */
  async feed(
    least: number,
    signal: AbortSignal,
    measure: { begin(): void } = { begin() {} },
  ): Promise<{ events: number; seconds: number }> {
    const { events, lasts } = await this.#prepare(least);
    for (let partition = 0; partition < this.#partitions; partition++) await this.#redis.unlink(keys.log(partition));
    await rewriteFile(this.#redis, signal);
    measure.begin();
    const begun = performance.now();
    for (const partition of lasts.keys()) await this.#redis.rename(aside(partition), keys.log(partition));
    for (const [partition, last] of lasts)
      while ((await this.#redis.hget(keys.applied(partition), 'id')) !== last) await wait(POLL_MS, undefined, { signal });
    return { events, seconds: (performance.now() - begun) / 1000 };
  }

  async #prepare(least: number): Promise<{ events: number; lasts: Map<number, string> }> {
    const open = new Map<number, LoggedEvent[]>();
    const lasts = new Map<number, string>();
    const write = async (partition: number, frame: LoggedEvent[]) => {
      const id = await this.#redis.xadd(aside(partition), '*', 'f', encodePayload(frame));
      if (id !== null) lasts.set(partition, id);
    };
    let events = 0;
    while (events < least) {
      for (const json of this.#plan.next().events) {
        const event = asLogged(json);
        events++;
        const partition = partitionOf(event.floor, this.#partitions);
        const frame = open.get(partition) ?? [];
        frame.push(event);
        open.set(partition, frame);
        if (frame.length < FRAME_EVENTS) continue;
        open.delete(partition);
        await write(partition, frame);
      }
    }
    for (const [partition, frame] of open) await write(partition, frame);
    return { events, lasts };
  }
}

const aside = (partition: number): string => `bench:log:${partition}`;

/** An event of the plan as the receiver would log it. */
function asLogged(json: string): LoggedEvent {
  const { id, source, subject, floor = '', ...event } = CloudEvent.parse(JSON.parse(json));
  const type = event.type.slice(TYPE_PREFIX.length);
  if (!isEventType(type)) throw new Error(`the plan has an event of type ${event.type}`);
  const time = Date.parse(event.time);
  const data = EventData[type].parse(event.data);
  return { floor: floorKeyOf(FIRST_TENANT, floor), id, source, subject, time, received: time, type, data } as LoggedEvent;
}
