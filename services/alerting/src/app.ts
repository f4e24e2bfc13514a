import type { AlertingSettings } from '@watchfloor/contracts/settings';
import { connectRedis, isReady, untilReady } from '@watchfloor/redis/connect';
import { checkPartitions } from '@watchfloor/redis/partitions';
import { makeRegistry, serveHealth } from '@watchfloor/runtime/health';
import type { Lifecycle } from '@watchfloor/runtime/lifecycle';
import type { Log } from '@watchfloor/runtime/log';
import { deliverWebhooks } from './deliver-webhooks.ts';
import { Holdings } from './hold-partitions.ts';
import { makeMeters } from './meters.ts';
import { notifyChannels } from './notify-channels.ts';
import { watchPartition } from './watch-partition.ts';
import { WebhookQueue } from './webhook-queue.ts';

/** Alerting: owns deadlines, fires and ends alerts, queues and delivers what goes out. */
export async function runAlerting({
  settings,
  log,
  lifecycle,
}: {
  settings: AlertingSettings;
  log: Log;
  lifecycle: Lifecycle;
}): Promise<void> {
  const { REDIS_URL: url, PARTITIONS: partitions, ALLOW_PRIVATE_WEBHOOKS: allowPrivate } = settings;
  const registry = makeRegistry('alerting');
  const meters = makeMeters(registry);
  const redis = connectRedis(url, 'request', (err) => log.warn({ err }, 'Redis'));
  lifecycle.onClose('redis', () => redis.disconnect());

  let holdings: Holdings | undefined;
  const readiness = () => {
    if (!isReady(redis)) return 'Redis cannot be reached';
    return holdings?.ready ? null : 'the partitions are being taken';
  };
  const health = await serveHealth({ host: settings.BIND, port: settings.ALERTING_PORT, registry, readiness });
  lifecycle.onClose('health', () => health.close());

  await untilReady(redis, 60_000);
  await checkPartitions(redis, partitions);

  const queue = new WebhookQueue(url, (err) => log.warn({ err }, 'webhook queue'));
  lifecycle.onClose('webhook queue', () => queue.close());
  const deliveries = deliverWebhooks({ redis, url, partitions, allowPrivate, log: log.child({ component: 'webhook' }), meters });
  lifecycle.onClose('webhook deliveries', () => deliveries.close());

  const watching = { redis, url, meters, log: log.child({ component: 'deadlines' }) };
  const notifying = { redis, url, queue, log: log.child({ component: 'notify' }) };
  holdings = new Holdings({
    redis,
    partitions,
    log: log.child({ component: 'lease' }),
    onChange: (count) => meters.partitions.set(count),
    async work(held, { signal, loaded }) {
      const over = new AbortController();
      const notified = notifyChannels(notifying, held.partition, AbortSignal.any([signal, over.signal]));
      try {
        await watchPartition(watching, held, { signal, loaded });
      } finally {
        over.abort();
        await notified;
      }
    },
  });
  lifecycle.onClose('partitions', () => holdings?.stop());
  holdings.start();
  log.info({ partitions }, 'alerting is up');
}
