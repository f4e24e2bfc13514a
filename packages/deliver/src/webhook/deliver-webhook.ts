import type { ChannelGrant, Delivery } from '@watchfloor/contracts/channel';
import { Webhook } from 'standardwebhooks';
import { Agent, request } from 'undici';
import { guardedConnector } from './guard-address.ts';
import { isWorthRetrying, retryAfterMs } from './judge-answer.ts';

/** `messageId` is the same for every attempt: the receiver tells a repeat by it. */
export type WebhookMessage = { messageId: string; type: string; timestamp: string; data: unknown };

/** How one attempt went, and whether another may go better; `retryAfterMs` is the receiver's own wish. */
export type Attempt = Delivery & { retry: boolean; retryAfterMs: number | null };

const TOTAL_TIMEOUT_MS = 10_000;
/** The answer's body means nothing to us; more than this of it cuts the connection. */
const BODY_LIMIT = 16 * 1024;

/**
 * Sends one message to a webhook: `{type, timestamp, data}`, signed by Standard Webhooks (https://www.standardwebhooks.com).
 * Connects within 3 s, ends within 10 s, follows no redirect, reaches no private address unless `allowPrivate`. Never throws.
 */
export async function deliverWebhook(
  channel: ChannelGrant,
  message: WebhookMessage,
  { allowPrivate }: { allowPrivate: boolean },
): Promise<Attempt> {
  const started = performance.now();
  const outcome = await attempt(channel, message, allowPrivate);
  return { ...outcome, tookMs: Math.round(performance.now() - started) };
}

type Outcome = Omit<Attempt, 'tookMs'>;

async function attempt(channel: ChannelGrant, message: WebhookMessage, allowPrivate: boolean): Promise<Outcome> {
  // A connection a message: nothing is pooled, so nothing outlives the check of its address.
  const dispatcher = new Agent({ connect: guardedConnector(allowPrivate), pipelining: 0 });
  try {
    const { statusCode, headers, body } = await request(channel.url, {
      method: 'POST',
      dispatcher,
      signal: AbortSignal.timeout(TOTAL_TIMEOUT_MS),
      ...signed(channel.secret, message),
    });
    body.on('error', () => {});
    await body.dump({ limit: BODY_LIMIT }).catch(() => {});
    if (statusCode >= 200 && statusCode < 300) return { ok: true, status: statusCode, detail: null, retry: false, retryAfterMs: null };
    const detail = statusCode < 400 ? 'redirects are not followed' : `answered ${statusCode}`;
    const wish = retryAfterMs(headers['retry-after'], Date.now());
    return { ok: false, status: statusCode, detail, retry: isWorthRetrying(statusCode), retryAfterMs: wish };
  } catch (error) {
    const { name, message: detail } = error instanceof Error ? error : new Error(String(error));
    const late = name === 'TimeoutError';
    const hopeless = name === 'PrivateAddressError' || (error instanceof TypeError && 'code' in error && error.code === 'ERR_INVALID_URL');
    return {
      ok: false,
      status: null,
      detail: late ? `no answer within ${TOTAL_TIMEOUT_MS} ms` : detail,
      retry: !hopeless,
      retryAfterMs: null,
    };
  } finally {
    await dispatcher.destroy();
  }
}

function signed(secret: string, { messageId, ...payload }: WebhookMessage) {
  const body = JSON.stringify({ type: payload.type, timestamp: payload.timestamp, data: payload.data });
  const at = new Date();
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'watchfloor',
    'webhook-id': messageId,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(messageId, at, body),
  };
  return { body, headers };
}
