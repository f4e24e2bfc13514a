import type { AlertEntry } from './alerts.ts';
import { keys } from './keys.ts';
import type { ScriptedRedis } from './scripts.ts';

/** Ended alerts stay readable for a day, at most 10,000 a partition. */
const ENDED_FOR_MS = 24 * 60 * 60_000;
const ENDED_COUNT = 10_000;

/**
 * Transitions to write together. With a guard they were decided by the clock and are refused while a logged event could still disprove them:
 * `instant` is when they were seen to be due (epoch ms), `folded` the last fact that the decider has folded ('' for none).
 */
export type Firing = { partition: number; epoch: number; guard: { instant: number; folded: string } | null; entries: AlertEntry[] };

export type FireAnswer =
  | { outcome: 'done'; written: number }
  | { outcome: 'fenced'; epoch: string }
  | { outcome: 'behind'; fact: string }
  | { outcome: 'unapplied'; logId: string }
  | { outcome: 'early'; now: number };

/** Writes transitions of alerts exactly once, or says why not. See fire.lua. */
export async function fire(redis: ScriptedRedis, { partition, epoch, guard, entries }: Firing): Promise<FireAnswer> {
  const names = [
    keys.lease(partition, 'alerting'),
    keys.applied(partition),
    keys.log(partition),
    keys.alertLog(partition),
    keys.activeAlerts(partition),
    keys.endedAlerts(partition),
    keys.endedBodies(partition),
  ];
  const transitions = entries.flatMap((entry) => [entry.type, entry.alert.id, entry.alert.severity, JSON.stringify(entry)]);
  const args = [epoch, guard?.instant ?? 0, guard?.folded ?? '', ENDED_FOR_MS, ENDED_COUNT, ...transitions];
  const [code, detail] = await redis.fireAlerts(names.length, ...names, ...args);
  switch (code) {
    case 0:
      return { outcome: 'done', written: Number(detail) };
    case -1:
      return { outcome: 'fenced', epoch: detail };
    case -2:
      return { outcome: 'behind', fact: detail };
    case -3:
      return { outcome: 'unapplied', logId: detail };
    default:
      return { outcome: 'early', now: Number(detail) };
  }
}
