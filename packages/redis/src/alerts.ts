import type { Alert, AlertNews } from '@watchfloor/contracts/alert';
import { keys } from './keys.ts';
import type { ScriptedRedis } from './scripts.ts';
import { FIRST_ID } from './stream-id.ts';

/** A transition as it stands in the stream of alerts, and the last one of each alert as kept: with the floor key `tenant/floor`. */
export type AlertEntry = AlertNews & { floor: string };

export const parseAlertEntry = (payload: string | Buffer): AlertEntry => JSON.parse(payload.toString()) as AlertEntry;

/** The alerts of a partition that are not resolved, and the last entry of the stream they stand for: read on after it. */
export async function readActiveAlerts(redis: ScriptedRedis, partition: number): Promise<{ cursor: string; entries: AlertEntry[] }> {
  // One transaction: an alert can neither be missing from both nor come twice.
  const answers = await redis.multi().xrevrange(keys.alertLog(partition), '+', '-', 'COUNT', 1).hvals(keys.activeAlerts(partition)).exec();
  const [[, last] = [null, []], [, active] = [null, []]] = (answers ?? []) as [
    [Error | null, [string, string[]][]]?,
    [Error | null, string[]]?,
  ];
  return { cursor: last[0]?.[0] ?? FIRST_ID, entries: active.map(parseAlertEntry) };
}

/** Alerts of a partition that have ended, the latest first. */
export async function readEndedAlerts(
  redis: ScriptedRedis,
  { partition, offset = 0, count }: { partition: number; offset?: number; count: number },
): Promise<AlertEntry[]> {
  const ids = await redis.zrevrange(keys.endedAlerts(partition), offset, offset + count - 1);
  if (ids.length === 0) return [];
  const bodies = await redis.hmget(keys.endedBodies(partition), ...ids);
  return bodies.flatMap((body) => (body === null ? [] : [parseAlertEntry(body)]));
}

/** The alert as it stands now, active or ended; null when it is not known (any more). */
export async function findAlert(redis: ScriptedRedis, partition: number, id: string): Promise<Alert | null> {
  const body = (await redis.hget(keys.activeAlerts(partition), id)) ?? (await redis.hget(keys.endedBodies(partition), id));
  return body === null ? null : parseAlertEntry(body).alert;
}
