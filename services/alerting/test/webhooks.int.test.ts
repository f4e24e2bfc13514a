import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChannelGrant } from '@watchfloor/contracts/channel';
import { keys } from '@watchfloor/redis/keys';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { freshRedis } from '@watchfloor/testing/private-servers';
import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { hearAlerts } from './hear-alerts.ts';
import { closed, floorWith, opened, playKeeper } from './play-keeper.ts';
import { runAlerting } from './run-alerting.ts';

const secret = `whsec_${Buffer.from('a secret of twenty-four.').toString('base64')}`;

type Message = { id: string; type: string; data: { severity: string; reason: string | null; subject: { id: string } } };
type Answer = (response: ServerResponse, count: number) => unknown;

/** A receiver that checks every signature, keeps what came and answers as told. */
async function receiver(answer: Answer = (response) => response.writeHead(204).end()) {
  const got: Message[] = [];
  const waiting = new Set<() => void>();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const checked = new Webhook(secret).verify(body, request.headers as Record<string, string>) as Omit<Message, 'id'>;
    got.push({ ...checked, id: String(request.headers['webhook-id']) });
    answer(response, got.length);
    for (const check of waiting) check();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    got,
    async until(count: number): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      const check = () => {
        if (got.length >= count) resolve();
      };
      waiting.add(check);
      check();
      await promise.finally(() => waiting.delete(check));
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function putChannel(redis: ScriptedRedis, url: string, more: Partial<ChannelGrant> = {}): Promise<void> {
  const channel: ChannelGrant = { id: 'ch1', tenant: 't', kind: 'webhook', name: 'ops', url, floors: null, enabled: true, secret, ...more };
  await redis.hset(keys.channels, channel.id, JSON.stringify(channel));
}

it('sends the beginning and the end of an alert, signed, each once', async () => {
  await using redis = await freshRedis();
  await using keeper = await playKeeper(redis.url, floorWith('f', 300));
  await using hook = await receiver();
  await putChannel(keeper.redis, hook.url);
  await putChannel(keeper.redis, hook.url, { id: 'off', enabled: false });
  await putChannel(keeper.redis, hook.url, { id: 'elsewhere', floors: ['g'] });
  await putChannel(keeper.redis, hook.url, { id: 'stranger', tenant: 'u' });
  await using _alerting = await runAlerting(redis.url);
  const at = Date.now();
  await keeper.apply([opened('c1', at)]);
  await hook.until(1);
  await keeper.apply([closed('c1', at, Date.now())]);
  await hook.until(2);
  expect(hook.got.map(({ type, data }) => [type, data.severity, data.reason])).toEqual([
    ['alert.fired', 'warning', null],
    ['alert.resolved', 'warning', 'replied'],
  ]);
  expect(new Set(hook.got.map(({ id }) => id)).size).toBe(2);
});

it('tries again after a 500 with the same id, so that the receiver can tell the repeat', async () => {
  await using redis = await freshRedis();
  await using keeper = await playKeeper(redis.url, floorWith('f', 200));
  await using hook = await receiver((response, count) => response.writeHead(count === 1 ? 500 : 204).end());
  await putChannel(keeper.redis, hook.url);
  await using _alerting = await runAlerting(redis.url);
  await keeper.apply([opened('c1', Date.now())]);
  await hook.until(2);
  expect(hook.got[0]?.id).toBe(hook.got[1]?.id);
});

it('sends nothing of an alert that is over before it can be sent', async () => {
  await using redis = await freshRedis();
  await using keeper = await playKeeper(redis.url, floorWith('f', 100));
  await using alerts = hearAlerts(redis.url, keeper.partition);
  await using hook = await receiver();
  await using alerting = await runAlerting(redis.url);
  await putChannel(keeper.redis, hook.url);
  const at = Date.now() - 1_000;
  await keeper.apply([opened('c1', at), closed('c1', at, at + 500)]);
  await alerts.until((heard) => heard.length === 2);
  await keeper.apply([opened('c2', Date.now())]);
  await hook.until(1);
  expect(hook.got.map(({ data }) => data.subject.id)).toEqual(['c2']);
  expect(await alerting.metrics()).toMatch(/webhook_attempts_total\{[^}]*outcome="needless"[^}]*\} 2/);
});

it('refuses a private address unless it is allowed, and does not try again', async () => {
  await using redis = await freshRedis();
  await using keeper = await playKeeper(redis.url, floorWith('f', 100));
  await using hook = await receiver();
  await putChannel(keeper.redis, hook.url);
  await using alerting = await runAlerting(redis.url, { ALLOW_PRIVATE_WEBHOOKS: 'false' });
  const given = new Promise<void>((resolve) => {
    alerting.child.stdout?.on('data', () => {
      if (alerting.output().includes('webhook given up')) resolve();
    });
  });
  await keeper.apply([opened('c1', Date.now())]);
  await given;
  expect(hook.got).toEqual([]);
});

it('delivers what a killed worker left within seconds', async () => {
  await using redis = await freshRedis();
  await using keeper = await playKeeper(redis.url, floorWith('f', 100));
  await using hook = await receiver((response, count) => (count === 1 ? undefined : response.writeHead(204).end()));
  await putChannel(keeper.redis, hook.url);
  const first = await runAlerting(redis.url);
  await keeper.apply([opened('c1', Date.now())]);
  await hook.until(1);
  await first.kill();
  const killedAt = Date.now();
  await using _second = await runAlerting(redis.url);
  await hook.until(2);
  expect(hook.got[1]?.id).toBe(hook.got[0]?.id);
  expect(Date.now() - killedAt).toBeLessThan(12_000);
});
