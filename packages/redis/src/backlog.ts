import { keys } from './keys.ts';
import type { ScriptedRedis } from './scripts.ts';

/**
 * How far the keeper is behind in a partition: milliseconds between the first log entry that waits for it and the last.
 * A lone event that waits is no backlog, and a calm partition has none however old its last event is. See backlog.lua.
 */
export const backlogMs = (redis: ScriptedRedis, partition: number): Promise<number> =>
  redis.logBacklog(2, keys.log(partition), keys.applied(partition));
