import { WEBHOOK_QUEUE, type WebhookJob } from '@watchfloor/contracts/job';
import { connectCluster, isClusterUrl, nodesOf } from '@watchfloor/redis/connect';
import { Queue } from 'bullmq';
import { type Cluster, Redis } from 'ioredis';
import { ATTEMPTS } from './retry-schedule.ts';

/** One hash tag for all keys of the queues: they live in one slot of a cluster. */
export const QUEUE_PREFIX = '{wf-bull}';

const DAY_S = 24 * 3_600;

/** Messages to webhooks, waiting to be delivered. A message whose id is known already is no second job. */
export class WebhookQueue {
  readonly #redis: Redis | Cluster;
  readonly #queue: Queue<WebhookJob>;

  constructor(url: string, onError: (error: Error) => void) {
    // A producer must fail rather than wait for ever.
    const options = { maxRetriesPerRequest: 1, connectTimeout: 3_000, commandTimeout: 5_000 };
    this.#redis = isClusterUrl(url) ? connectCluster(nodesOf(url), options) : new Redis(url, options);
    this.#redis.on('error', onError);
    this.#queue = new Queue<WebhookJob>(WEBHOOK_QUEUE, {
      connection: this.#redis,
      prefix: QUEUE_PREFIX,
      defaultJobOptions: {
        attempts: ATTEMPTS,
        backoff: { type: 'custom' },
        removeOnComplete: { age: DAY_S, count: 10_000 },
        removeOnFail: { age: 7 * DAY_S, count: 10_000 },
      },
    });
    this.#queue.on('error', onError);
  }

  async add(jobs: WebhookJob[]): Promise<void> {
    if (jobs.length === 0) return;
    await this.#queue.addBulk(jobs.map((data) => ({ name: data.type, data, opts: { jobId: data.messageId } })));
  }

  async close(): Promise<void> {
    // Without Redis the queue would wait for it.
    if (this.#redis.status === 'ready') await this.#queue.close();
    this.#redis.disconnect();
  }
}
