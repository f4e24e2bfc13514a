import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Alert } from '@watchfloor/contracts/alert';
import { Webhook } from 'standardwebhooks';

/** A message whose signature held; `id` tells a repeat, `at` is when it came (epoch ms). */
export type Received = { id: string; type: string; timestamp: string; data: Alert; at: number };

export type WebhookReceiver = AsyncDisposable & {
  url: string;
  /** Every message that came with a right signature, repeats too. */
  got: Received[];
  /** Messages whose signature did not hold, with why. */
  forged: string[];
  /** Checks signatures by this secret from now on; what comes without one is forged. */
  trust: (secret: string) => void;
  /** Resolves with the first message that satisfies, also one that came before. */
  until: (satisfied: (message: Received) => boolean, withinMs?: number) => Promise<Received>;
};

/** A receiver of alerts on 127.0.0.1 that checks by the foreign library and answers 204. */
export async function receiveWebhooks(): Promise<WebhookReceiver> {
  const got: Received[] = [];
  const forged: string[] = [];
  const listeners = new Set<() => void>();
  let webhook: Webhook | undefined;
  const server = createServer(async (request, response) => {
    const at = Date.now();
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    try {
      if (!webhook) throw new Error('no secret yet');
      const message = webhook.verify(body, request.headers as Record<string, string>) as Omit<Received, 'id' | 'at'>;
      got.push({ ...message, id: String(request.headers['webhook-id']), at });
    } catch (error) {
      forged.push(`${error}: ${body}`);
    }
    response.writeHead(204).end();
    for (const listener of listeners) listener();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`,
    got,
    forged,
    trust(secret) {
      webhook = new Webhook(secret);
    },
    until(satisfied, withinMs = 20_000) {
      const { promise, resolve, reject } = Promise.withResolvers<Received>();
      const look = () => {
        const found = got.find(satisfied);
        if (found) resolve(found);
      };
      const told = () => got.map(({ type, data }) => `${type} ${data.severity} ${data.subject.id}`).join(', ');
      const timer = setTimeout(() => reject(new Error(`not received within ${withinMs} ms; received: ${told()}`)), withinMs);
      listeners.add(look);
      look();
      return promise.finally(() => {
        clearTimeout(timer);
        listeners.delete(look);
      });
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
