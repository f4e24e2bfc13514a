import { setTimeout as wait } from 'node:timers/promises';
import type { Alert } from '@watchfloor/contracts/alert';
import { floorKeyOf } from '@watchfloor/contracts/floor';
import { WEBHOOK_QUEUE, WebhookJob } from '@watchfloor/contracts/job';
import { deliverWebhook } from '@watchfloor/deliver/webhook/deliver-webhook';
import { findAlert } from '@watchfloor/redis/alerts';
import { findChannel } from '@watchfloor/redis/channels';
import { connectCluster, isClusterUrl, nodesOf } from '@watchfloor/redis/connect';
import { keys, partitionOf } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import type { Log } from '@watchfloor/runtime/log';
import { type Job, UnrecoverableError, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { AlertingMeters } from './meters.ts';
import { waitBefore } from './retry-schedule.ts';
import { QUEUE_PREFIX } from './webhook-queue.ts';

/** Slow receivers wait side by side. */
const CONCURRENCY = 32;
/** A killed worker's job comes back after so long, as often as it takes. */
const LOCK_MS = 5_000;
const STALLED_EVERY_MS = 2_000;
const STALLED_OFTEN = 20;
/** A stop waits so long for deliveries on their way; the rest is delivered again by the next worker. */
const STOP_MS = 3_000;
const TOLD_FOR_S = 7 * 24 * 3_600;

/** An attempt failed and another may go better. */
class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly wishMs: number | null;
  constructor(detail: string, wishMs: number | null) {
    super(detail);
    this.wishMs = wishMs;
  }
}

type Context = { redis: ScriptedRedis; url: string; partitions: number; allowPrivate: boolean; log: Log; meters: AlertingMeters };

/** Starts to deliver what is queued for webhooks; gives the stop. */
export function deliverWebhooks(context: Context): { close: () => Promise<void> } {
  const { log, url } = context;
  const options = { maxRetriesPerRequest: null, connectTimeout: 3_000 };
  const connection = isClusterUrl(url) ? connectCluster(nodesOf(url), options) : new Redis(url, options);
  const onError = (err: Error) => log.warn({ err }, 'webhook worker');
  connection.on('error', onError);
  const worker = new Worker<WebhookJob, string>(WEBHOOK_QUEUE, (job) => deliver(context, job), {
    connection,
    prefix: QUEUE_PREFIX,
    concurrency: CONCURRENCY,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_EVERY_MS,
    maxStalledCount: STALLED_OFTEN,
    settings: {
      backoffStrategy: (attemptsMade, _type, error) =>
        waitBefore(attemptsMade, { wishMs: error instanceof DeliveryError ? error.wishMs : null, chance: Math.random() }),
    },
  });
  worker.on('error', onError);
  worker.on('failed', (job, err) => {
    if (job?.finishedOn)
      log.error({ messageId: job.id, channelId: job.data.channelId, attempts: job.attemptsMade, reason: err.message }, 'webhook given up');
  });
  return {
    async close() {
      const patience = new AbortController();
      await Promise.race([worker.close(), wait(STOP_MS, undefined, { signal: patience.signal }).catch(() => {})]);
      patience.abort();
      connection.disconnect();
    },
  };
}

/** One attempt; gives what came of it in a word. @throws when it failed. */
async function deliver(context: Context, job: Job<WebhookJob>): Promise<string> {
  const { redis, log, meters } = context;
  const message = WebhookJob.parse(job.data);
  const channel = await findChannel(redis, message.channelId);
  const reason =
    !channel?.enabled || channel.tenant !== message.tenant ? 'the channel is off or gone' : await whyNeedless(context, message);
  const of = { messageId: message.messageId, channelId: message.channelId, type: message.type };
  if (!channel || reason !== null) {
    meters.deliveries.inc({ outcome: 'needless' });
    log.info({ ...of, reason }, 'webhook not sent');
    return 'needless';
  }
  const { ok, status, detail, tookMs, retry, retryAfterMs } = await deliverWebhook(channel, message, context);
  meters.deliveries.inc({ outcome: ok ? 'delivered' : 'failed' });
  log[ok ? 'info' : 'warn'](
    { ...of, status, detail, tookMs, attempt: job.attemptsMade + 1 },
    ok ? 'webhook delivered' : 'webhook not delivered',
  );
  if (ok) return 'delivered';
  throw retry ? new DeliveryError(detail ?? 'failed', retryAfterMs) : new UnrecoverableError(detail ?? 'refused');
}

/**
 * The check just before sending. An alert that is not firing any more is not sent as such; then its end is not sent either. Which channel may
 * have heard of an alert is noted before the last look, so that an end can never be withheld from one that has.
 */
async function whyNeedless({ redis, partitions }: Context, { type, channelId, tenant, data }: WebhookJob): Promise<string | null> {
  if (type === 'test' || !isAlert(data)) return null;
  const told = keys.told(channelId, data.id);
  if (type === 'alert.resolved') return (await redis.exists(told)) === 1 ? null : 'its beginning was never sent';
  const partition = partitionOf(floorKeyOf(tenant, data.floor), partitions);
  const isFiring = async () => (await findAlert(redis, partition, data.id))?.state === 'firing';
  if (!(await isFiring())) return 'it is over';
  const first = (await redis.set(told, '1', 'EX', TOLD_FOR_S, 'NX')) !== null;
  if (await isFiring()) return null;
  // An earlier attempt may have got through though nobody said so: then the note stays.
  if (first) await redis.del(told);
  return 'it is over';
}

const isAlert = (data: WebhookJob['data']): data is Alert => 'id' in data;
