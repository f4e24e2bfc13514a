import { createHash, randomBytes } from 'node:crypto';
import type { Role } from '@watchfloor/contracts/access';
import { createApiToken } from '@watchfloor/history/api-tokens';
import { connectHistory, type History } from '@watchfloor/history/connect';
import { type FreshDatabase, type FreshRedis, freshDatabase, freshRedis } from '@watchfloor/testing/private-servers';
import { type RunningService, runService, type ServiceName } from '@watchfloor/testing/run-service';

export const ADMIN = { email: 'admin@localhost', password: 'a-password-of-tests' };
export const KEY = 'wfk_the-first-key-of-all';
export const PARTITIONS = 4;

export type Asked = { token?: string | null; cookie?: string; body?: unknown; headers?: Record<string, string> };

export type House = AsyncDisposable & {
  redis: FreshRedis;
  database: FreshDatabase;
  db: History;
  gateway: RunningService;
  /** Starts another service on the same servers; it is stopped with the house. */
  start: (name: ServiceName) => Promise<RunningService>;
  /** Asks the gateway under /api/v1: with the admin's token unless another, or null for none, is given. */
  ask: (method: string, path: string, asked?: Asked) => Promise<Response>;
  /** Signs the admin in and gives the cookie. */
  signIn: () => Promise<string>;
  /** A token of somebody new in this role. */
  tokenOf: (role: Role, tenant?: string) => Promise<string>;
};

/** A gateway with Redis and a database of its own. */
export async function runHouse(): Promise<House> {
  const [redis, database] = await Promise.all([freshRedis(), freshDatabase()]);
  const env = {
    REDIS_URL: redis.url,
    DATABASE_URL: database.url,
    PARTITIONS: String(PARTITIONS),
    INGEST_KEY: KEY,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
  };
  const gateway = await runService('gateway', { env });
  const services = [gateway];
  const db = connectHistory({ url: database.url, name: 'test', connections: 2 });
  const tokenOf = async (role: Role, tenant = 'default') => {
    const name = randomBytes(6).toString('hex');
    const user = await db
      .insertInto('users')
      .values({ tenant, email: `${name}@example.org`, password_hash: '-', role, created_at: Date.now() })
      .returning('id')
      .executeTakeFirstOrThrow();
    const text = `wft_${randomBytes(32).toString('base64url')}`;
    const digest = createHash('sha256').update(text).digest();
    await createApiToken(db, { digest, prefix: text.slice(0, 10), name, userId: user.id, createdAt: Date.now() });
    return text;
  };
  const adminToken = await tokenOf('admin');
  return {
    redis,
    database,
    db,
    gateway,
    async start(name) {
      const service = await runService(name, { env });
      services.push(service);
      return service;
    },
    ask: (method, path, { token = adminToken, cookie, body, headers = {} } = {}) =>
      fetch(`${gateway.url}/api/v1${path}`, {
        method,
        headers: {
          ...(token === null || cookie !== undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(cookie === undefined ? {} : { cookie }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    async signIn() {
      const answer = await fetch(`${gateway.url}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(ADMIN),
      });
      if (answer.status !== 200) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`);
      return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    },
    tokenOf,
    async [Symbol.asyncDispose]() {
      const codes = await Promise.all(services.map((service) => service.stop()));
      await db.destroy();
      await Promise.all([redis.stop(), database.stop()]);
      if (codes.some((code) => code !== 0 && code !== null)) throw new Error(`a service did not stop by itself: ${codes}`);
    },
  };
}

/** A refusal as RFC 9457 wants it, telling nothing of the inside. */
export async function problemOf(
  response: Response,
): Promise<{ status: number; detail: string; errors?: { path: string; detail: string }[] }> {
  const text = await response.text();
  if (!response.headers.get('content-type')?.startsWith('application/problem+json'))
    throw new Error(`no problem document: ${response.status} ${text.slice(0, 200)}`);
  if (/\bat .+:\d+:\d+|node_modules|\/src\/|select .* from/i.test(text)) throw new Error(`it tells of the inside: ${text}`);
  const problem = JSON.parse(text) as { status: number; title: string; detail: string };
  if (problem.status !== response.status || !problem.title || !problem.detail) throw new Error(`not a whole problem: ${text}`);
  return problem;
}
