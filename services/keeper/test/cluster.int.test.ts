import { setTimeout as wait } from 'node:timers/promises';
import type { LoggedEvent } from '@watchfloor/contracts/event';
import { connectRedis, untilReady } from '@watchfloor/redis/connect';
import { keys, partitionOf } from '@watchfloor/redis/keys';
import { readLog } from '@watchfloor/redis/log';
import { freshCluster } from '@watchfloor/testing/redis-cluster';
import { runService } from '@watchfloor/testing/run-service';
import { expect, test, vi } from 'vitest';
import { committed, isThrough, recount } from './recount.ts';
import { FLOORS, story } from './stories.ts';

const PARTITIONS = 8;
const KEY = 'wfk_the-key-of-the-cluster-test';
const BATCH = 50;

const cloudEvent = ({ id, source, type, time, subject, floor, data }: LoggedEvent) => ({
  specversion: '1.0',
  id,
  source,
  type: `io.watchfloor.${type}`,
  time: new Date(time).toISOString(),
  subject,
  floor: floor.split('/')[1],
  data,
});

test('on a cluster of six nodes nothing accepted is lost or doubled, though a master is killed and a keeper too', {
  timeout: 120_000,
}, async () => {
  await using cluster = await freshCluster();
  const env = { REDIS_URL: cluster.url, PARTITIONS: String(PARTITIONS), INGEST_KEY: KEY, LOG_LEVEL: 'warn' };
  await using ingest = await runService('ingest', { env });
  await using first = await runService('keeper', { env });
  await using second = await runService('keeper', { env, untilReady: false });
  const redis = connectRedis(cluster.url);
  await untilReady(redis);

  const events = story(21, 3_000);
  const told = new Set<string>();
  /** Sends until it is told 202, as a sender does. */
  const send = async (batch: LoggedEvent[]): Promise<void> => {
    for (;;) {
      const response = await fetch(`${ingest.url}/v1/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/cloudevents-batch+json' },
        body: JSON.stringify(batch.map(cloudEvent)),
      }).catch(() => null);
      if (response?.status === 202) {
        for (const event of batch) told.add(`${event.floor} ${event.id}`);
        return;
      }
      await wait(100);
    }
  };
  for (let at = 0; at < events.length; at += BATCH) {
    if (at === 1_000) await cluster.killMasterOf(keys.log(partitionOf(`default/${FLOORS[0]}`, PARTITIONS)));
    if (at === 2_000) await first.kill();
    await send(events.slice(at, at + BATCH));
  }
  await vi.waitUntil(() => isThrough(redis, PARTITIONS).catch(() => false), { timeout: 40_000, interval: 50 });

  const logged = (await Promise.all(Array.from({ length: PARTITIONS }, (_, p) => readLog(redis, p)))).flat(2);
  const inLog = new Set(logged.map(({ floor, id }) => `${floor} ${id}`));
  expect([...told].filter((id) => !inLog.has(id))).toEqual([]);
  const [is, should] = [await committed(redis, PARTITIONS), await recount(redis, PARTITIONS)];
  for (const [floor, account] of should) expect(is.get(floor), floor).toEqual(account);
  const applied = [...is.values()].reduce((sum, { counters }) => sum + counters.applied, 0);
  expect(applied).toBe(new Set(events.map(({ floor, id }) => `${floor} ${id}`)).size);
  expect(await second.metrics()).toContain('watchfloor_keeper_partitions');
  redis.disconnect();
});
