import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChannelGrant } from '@watchfloor/contracts/channel';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deliverWebhook } from './deliver-webhook.ts';
import { isPublicAddress } from './guard-address.ts';

const secret = `whsec_${Buffer.from('a secret of twenty-four.').toString('base64')}`;
const message = { messageId: 'm-1', type: 'alert.fired', timestamp: '2026-11-11T00:00:00.000Z', data: { id: 'al_1', name: '王**' } };

type Seen = { headers: IncomingMessage['headers']; body: string };
const seen: Seen[] = [];
let answer = (response: ServerResponse): unknown => response.writeHead(204).end();
const server = createServer(async (incoming, response) => {
  let body = '';
  for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
  seen.push({ headers: incoming.headers, body });
  answer(response);
});
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());

const channel = (host = '127.0.0.1'): ChannelGrant => ({
  id: 'ch1',
  tenant: 't',
  kind: 'webhook',
  name: 'test',
  floors: null,
  enabled: true,
  secret,
  url: `http://${host}:${(server.address() as AddressInfo).port}/hook`,
});
const send = () => deliverWebhook(channel(), message, { allowPrivate: true });

describe('a webhook', () => {
  it('is signed so that the Standard Webhooks library accepts it', async () => {
    answer = (response) => response.writeHead(204).end();
    expect(await send()).toMatchObject({ ok: true, status: 204 });
    const { headers, body } = seen.at(-1) ?? { headers: {}, body: '' };
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual({
      type: message.type,
      timestamp: message.timestamp,
      data: message.data,
    });
    expect(headers['webhook-id']).toBe('m-1');
  });

  it('follows no redirect', async () => {
    const before = seen.length;
    answer = (response) => response.writeHead(302, { location: '/elsewhere' }).end();
    expect(await send()).toMatchObject({ ok: false, status: 302, detail: 'redirects are not followed' });
    expect(seen.length).toBe(before + 1);
  });

  it('passes on how long the receiver wants to be left alone', async () => {
    answer = (response) => response.writeHead(429, { 'retry-after': '7' }).end();
    expect(await send()).toMatchObject({ ok: false, status: 429, retry: true, retryAfterMs: 7_000 });
  });

  it('does not wait for an endless answer', async () => {
    answer = (response) => {
      const timer = setInterval(() => response.write('x'.repeat(64 * 1024)), 1);
      response.writeHead(200).on('close', () => clearInterval(timer));
    };
    expect((await send()).tookMs).toBeLessThan(3_000);
  });

  it('says when nobody listens', async () => {
    const nobody = { ...channel(), url: 'http://127.0.0.1:1/' };
    expect(await deliverWebhook(nobody, message, { allowPrivate: true })).toMatchObject({ ok: false, status: null, retry: true });
  });
});

describe('a private address', () => {
  it('is refused before a byte is sent, as a number and behind a name', async () => {
    const before = seen.length;
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433']) {
      const outcome = await deliverWebhook(channel(host), message, { allowPrivate: false });
      expect(outcome).toMatchObject({ ok: false, retry: false });
      expect(outcome.detail).toContain('private address');
    }
    expect(seen.length).toBe(before);
  });

  it('is told from a public one', () => {
    for (const inside of [
      '10.0.0.1',
      '192.168.1.1',
      '172.16.0.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
      '::1',
      'fe80::1',
      'fd00::1',
      '::ffff:10.0.0.1',
      'no address',
    ])
      expect(isPublicAddress(inside), inside).toBe(false);
    for (const outside of ['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946']) expect(isPublicAddress(outside), outside).toBe(true);
  });
});
