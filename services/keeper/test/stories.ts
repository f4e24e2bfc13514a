import type { Frame, LoggedEvent } from '@watchfloor/contracts/event';
import { floorStories } from '@watchfloor/core/floor/arbitrary-events';
import { partitionOf } from '@watchfloor/redis/keys';
import { appendFrame } from '@watchfloor/redis/log';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import fc from 'fast-check';

export const FLOORS = ['north', 'south', 'east', 'west', 'up', 'down'];

/** Events of the last minutes on several floors, in the order of time; each its own identity. The same seed gives the same. */
export function story(seed: number, count: number): LoggedEvent[] {
  const from = Date.now() - 120_000;
  const stories = fc.sample(floorStories({ from, gapMs: 2_000 }), { seed, numRuns: count });
  return stories
    .flatMap((events, index) => {
      const floor = FLOORS[index % FLOORS.length] ?? '';
      // Each story has conversations of its own; agents are shared.
      return events.map((event) => {
        const subject = event.type === 'agent.status' ? event.subject : `${seed}-${index}-${event.subject}`;
        return { ...event, floor: `default/${floor}`, subject, id: `${seed}-${index}-${event.id}`, received: Date.now() };
      });
    })
    .toSorted((a, b) => a.time - b.time)
    .slice(0, count);
}

/** Puts events into the log, in frames of this many. */
export async function append(redis: ScriptedRedis, partitions: number, events: LoggedEvent[], size = 16): Promise<void> {
  for (const [partition, mine] of Map.groupBy(events, ({ floor }) => partitionOf(floor, partitions))) {
    for (let at = 0; at < mine.length; at += size) await appendFrame(redis, partition, mine.slice(at, at + size) as Frame);
  }
}
