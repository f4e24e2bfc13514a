import { setTimeout as wait } from 'node:timers/promises';
import type { ChannelGrant } from '@watchfloor/contracts/channel';
import { type WebhookJob, webhookTypeOf } from '@watchfloor/contracts/job';
import { type AlertEntry, parseAlertEntry } from '@watchfloor/redis/alerts';
import { listChannels } from '@watchfloor/redis/channels';
import { keys } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { FIRST_ID } from '@watchfloor/redis/stream-id';
import { Tail } from '@watchfloor/redis/tail';
import type { Log } from '@watchfloor/runtime/log';
import type { WebhookQueue } from './webhook-queue.ts';

/** The name of our place in the stream of alerts. */
const PLACE = 'webhook';
/** The stream of alerts keeps an hour below our place: who was away for longer begins with those that are active. */
const KEEP_MS = 3_600_000;
const RETRY_MS = 500;

export type NotifyContext = { redis: ScriptedRedis; url: string; queue: WebhookQueue; log: Log };

/**
 * Follows the alerts of a partition from its stored place and queues a message for every channel that wants them; the place moves after that,
 * so each is queued at least once, and the same message has the same id. Ends when the signal is aborted.
 */
export async function notifyChannels(context: NotifyContext, partition: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await follow(context, partition, signal);
    } catch (err) {
      if (signal.aborted) return;
      context.log.warn({ err, partition }, 'cannot queue notifications, trying again');
      await wait(RETRY_MS, undefined, { signal }).catch(() => {});
    }
  }
}

async function follow({ redis, url, queue, log }: NotifyContext, partition: number, signal: AbortSignal): Promise<void> {
  const stream = keys.alertLog(partition);
  const place = (await redis.hget(keys.notified(partition), PLACE)) ?? FIRST_ID;
  const tail = new Tail({ url, from: new Map([[stream, place]]), onTrouble: (err) => log.warn({ err, partition }, 'cannot read alerts') });
  const close = () => tail.close();
  signal.addEventListener('abort', close);
  try {
    for await (const entries of tail.read()) {
      const last = entries.at(-1)?.id;
      if (last === undefined) continue;
      const channels = await listChannels(redis);
      await queue.add(entries.flatMap(({ payload }) => jobsOf(parseAlertEntry(payload), channels)));
      await redis.hset(keys.notified(partition), PLACE, last);
      const [ms = 0] = last.split('-').map(Number);
      await redis.xtrim(stream, 'MINID', '~', ms - KEEP_MS);
    }
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

/** The messages of one transition: one for each channel of the tenant that is on and has the floor. */
export function jobsOf({ floor, type, alert }: AlertEntry, channels: ChannelGrant[]): WebhookJob[] {
  const tenant = floor.slice(0, floor.indexOf('/'));
  const wanting = channels.filter(
    (channel) => channel.enabled && channel.tenant === tenant && (channel.floors?.includes(alert.floor) ?? true),
  );
  return wanting.map((channel) => ({
    messageId: [alert.id, type, alert.severity, channel.id].join('.'),
    channelId: channel.id,
    tenant,
    type: webhookTypeOf(type),
    timestamp: alert.resolvedAt ?? alert.firedAt,
    data: alert,
  }));
}
