import { createHash } from 'node:crypto';
import type { KeyGrant } from '@watchfloor/contracts/access';
import type { LoggedEvent } from '@watchfloor/contracts/event';
import { connectRedis, untilReady } from '@watchfloor/redis/connect';
import { grantKey } from '@watchfloor/redis/ingest-keys';
import { readLog } from '@watchfloor/redis/log';
import type { ScriptedRedis } from '@watchfloor/redis/scripts';
import { type FreshRedis, freshRedis } from '@watchfloor/testing/private-servers';
import { type RunningService, runService } from '@watchfloor/testing/run-service';

export const KEY = 'wfk_the-first-key-of-all';
export const PARTITIONS = 2;

export const ONE = 'application/cloudevents+json';
export const MANY = 'application/cloudevents-batch+json';
export const LINES = 'application/x-ndjson';

export type Ingest = AsyncDisposable & {
  server: FreshRedis;
  redis: ScriptedRedis;
  service: RunningService;
  /** Posts a body with the first key and this media type, unless headers say otherwise. */
  post: (
    body: string | Uint8Array | ReadableStream | null,
    type: string,
    more?: { query?: string; headers?: Record<string, string> },
  ) => Promise<Response>;
  /** Everything in the log, partition by partition. */
  logged: () => Promise<LoggedEvent[]>;
  grant: (key: string, grant: Partial<KeyGrant>) => Promise<void>;
};

/** The receiver on a Redis of its own; more settings of either. */
export async function runIngest(more: { redis?: Record<string, string>; env?: Record<string, string> } = {}): Promise<Ingest> {
  const server = await freshRedis(more.redis);
  const redis = connectRedis(server.url);
  await untilReady(redis);
  const service = await runService('ingest', {
    env: { REDIS_URL: server.url, INGEST_KEY: KEY, PARTITIONS: String(PARTITIONS), LOG_LEVEL: 'info', ...more.env },
  });
  return {
    server,
    redis,
    service,
    post: (body, type, { query = '?floor=demo', headers = {} } = {}) =>
      fetch(`${service.url}/v1/events${query}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${KEY}`, ...(type === '' ? {} : { 'content-type': type }), ...headers },
        body: body as RequestInit['body'] & {},
        ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
      }),
    async logged() {
      await untilReady(redis);
      const entries = await Promise.all(Array.from({ length: PARTITIONS }, (_, p) => readLog(redis, p)));
      return entries.flat(2) as LoggedEvent[];
    },
    grant: (key, given) => grantKey(redis, digestOf(key), { tenant: 'default', floors: null, createFloors: false, ...given }),
    async [Symbol.asyncDispose]() {
      const code = await service.stop();
      redis.disconnect();
      await server.stop();
      if (code !== 0) throw new Error(`ingest did not stop by itself: ${code}`);
    },
  };
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

let count = 0;
/** A good event with an id of its own. */
export const question = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  specversion: '1.0',
  id: `m-${++count}`,
  source: '/chat/tmall',
  type: 'io.watchfloor.message.received',
  time: new Date().toISOString(),
  subject: 'conv-77',
  data: { customerId: 'c-12', text: '什么时候发货?', channel: 'tmall', shopId: 's1' },
  ...more,
});

/** A refusal as RFC 9457 wants it, telling nothing of the inside. */
export async function problemOf(response: Response): Promise<{ status: number; detail: string; [extra: string]: unknown }> {
  const text = await response.text();
  if (!response.headers.get('content-type')?.startsWith('application/problem+json'))
    throw new Error(`no problem document: ${text.slice(0, 200)}`);
  if (/\bat .+:\d+:\d+|node_modules|\/src\//.test(text)) throw new Error(`a stack trace: ${text}`);
  const problem = JSON.parse(text) as { status: number; detail: string; title: string };
  if (problem.status !== response.status || !problem.title || !problem.detail) throw new Error(`not a whole problem: ${text}`);
  return problem;
}
