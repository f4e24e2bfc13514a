import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { Role } from '@watchfloor/contracts/access';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ADMIN, type House, problemOf, runHouse } from './run-gateway.ts';

/** Who may call what. A route without a line here fails. */
const ACCESS: Record<string, 'public' | 'everyone' | 'staff' | 'management' | 'admin' | 'ingest key'> = {
  signIn: 'public',
  whoAmI: 'everyone',
  signOut: 'everyone',
  createToken: 'staff',
  listTokens: 'staff',
  revokeToken: 'staff',
  listFloors: 'staff',
  createFloor: 'admin',
  readFloor: 'staff',
  changeFloor: 'admin',
  listVersions: 'staff',
  listTeams: 'staff',
  readTeam: 'staff',
  createTeam: 'management',
  changeTeam: 'management',
  removeTeam: 'management',
  listPeople: 'staff',
  readPerson: 'staff',
  createPerson: 'management',
  changePerson: 'management',
  removePerson: 'management',
  listAccounts: 'staff',
  readAccount: 'staff',
  createAccount: 'management',
  changeAccount: 'management',
  removeAccount: 'management',
  readIngest: 'staff',
  readLive: 'staff',
  listAlerts: 'staff',
  listProfiles: 'staff',
  readProfile: 'staff',
  readMetrics: 'staff',
  explainMetric: 'staff',
  listRestatements: 'staff',
  listSealedDays: 'staff',
  previewBonus: 'management',
  previewScorecard: 'management',
  sealDay: 'management',
  listIgnored: 'staff',
  exportEvents: 'management',
  listConversationEvents: 'staff',
  createKey: 'admin',
  listKeys: 'admin',
  revokeKey: 'admin',
  createChannel: 'admin',
  listChannels: 'admin',
  changeChannel: 'admin',
  deleteChannel: 'admin',
  testChannel: 'admin',
  sendEvents: 'ingest key',
  readProgress: 'ingest key',
};
/** What a route asks for in its query before it looks for the floor. */
const QUERIES: Record<string, string> = {
  readMetrics: '?from=2026-11-11T00:00:00Z&to=2026-11-12T00:00:00Z',
  explainMetric: '?metric=handled',
};
const STAFF: Role[] = ['admin', 'manager', 'supervisor', 'ops'];
const MANAGEMENT: Role[] = ['admin', 'manager'];
const isAllowed = (operationId: string, role: Role): boolean => {
  const access = ACCESS[operationId];
  if (access === 'public' || access === 'everyone') return true;
  if (access === 'management') return MANAGEMENT.includes(role);
  return access === 'staff' ? STAFF.includes(role) : access === 'admin' && role === 'admin';
};

const Document = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
type Route = { method: string; path: string; operationId: string };
let house: House;
let routes: Route[];

beforeAll(async () => {
  house = await runHouse();
  const { paths } = Document.parse(await (await fetch(`${house.gateway.url}/api/openapi.json`)).json());
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => ['get', 'put', 'post', 'delete', 'patch'].includes(method))
      .map(([method, operation]) => ({
        method: method.toUpperCase(),
        path,
        operationId: z.object({ operationId: z.string() }).parse(operation).operationId,
      })),
  );
});
afterAll(() => house[Symbol.asyncDispose]());

const filled = ({ path }: Route) =>
  path.replace('/api/v1', '').replace('{floor}', 'no-such-floor').replace('{id}', '00000000-0000-4000-8000-000000000000');
const ours = () => routes.filter(({ operationId }) => ACCESS[operationId] !== 'ingest key');

describe('every route of the OpenAPI document', () => {
  test('has a line here, and every line a route', () => {
    expect(routes.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(ACCESS).sort());
  });

  test('answers 401 without credentials and with wrong ones', async () => {
    for (const route of ours().filter(({ operationId }) => ACCESS[operationId] !== 'public')) {
      for (const headers of [
        {},
        { authorization: 'Bearer wft_wrong' },
        { authorization: 'Basic YTpi' },
        { cookie: 'watchfloor_session=wfs_wrong' },
      ] as Record<string, string>[]) {
        const response = await house.ask(route.method, filled(route), { token: null, headers });
        expect([route.operationId, headers, response.status]).toEqual([route.operationId, headers, 401]);
        expect(response.headers.get('www-authenticate')).toContain('Bearer');
        await problemOf(response);
      }
    }
  });

  test.each(Role.options)('lets in or refuses a %s as its line says', async (role) => {
    for (const route of ours().filter(({ operationId }) => ACCESS[operationId] !== 'public')) {
      const token = await house.tokenOf(role);
      const response = await house.ask(route.method, filled(route), {
        token,
        ...(route.method === 'POST' || route.method === 'PUT' ? { body: {} } : {}),
      });
      const outcome = response.status === 403 ? 'refused' : response.status === 401 ? 'not known' : 'let in';
      expect([route.operationId, outcome]).toEqual([route.operationId, isAllowed(route.operationId, role) ? 'let in' : 'refused']);
      if (response.status >= 400) await problemOf(response);
    }
  });

  test('shows nothing of another tenant', async () => {
    await house.ask('POST', '/floors', { body: { id: 'ours' } });
    const stranger = await house.tokenOf('admin', 'other-tenant');
    for (const route of ours().filter(({ path }) => path.includes('{floor}'))) {
      const query = QUERIES[route.operationId] ?? '';
      const response = await house.ask(route.method, filled(route).replace('no-such-floor', 'ours') + query, {
        token: stranger,
        ...(route.method === 'PUT' ? { body: { name: 'taken' } } : {}),
      });
      expect([route.operationId, response.status]).toEqual([route.operationId, 404]);
      await problemOf(response);
    }
    const key = (await (await house.ask('POST', '/keys', { body: { name: 'k' } })).json()) as { id: string };
    expect((await house.ask('DELETE', `/keys/${key.id}`, { token: stranger })).status).toBe(404);
    for (const list of ['/floors', '/keys', '/channels', '/tokens']) {
      const { items } = (await (await house.ask('GET', list, { token: stranger })).json()) as { items: { name: string }[] };
      expect(JSON.stringify(items)).not.toContain('ours');
      expect(items.length).toBe(list === '/tokens' ? 1 : 0);
    }
  });
});

describe('sign-in', () => {
  const signIn = (body: unknown, headers: Record<string, string> = {}) => house.ask('POST', '/session', { token: null, body, headers });

  test('right: a cookie that scripts and other sites cannot use', async () => {
    const response = await signIn(ADMIN);
    expect(response.status).toBe(200);
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^watchfloor_session=[^;]+;/);
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=(Lax|Strict)/i);
    expect(cookie).toMatch(/Path=\//i);
    expect(await response.json()).toMatchObject({ email: ADMIN.email, role: 'admin', tenant: 'default' });
    expect(response.headers.get('cache-control')).toBe('no-store');
    const who = await house.ask('GET', '/session', { cookie: cookie.split(';')[0] ?? '' });
    expect(await who.json()).toMatchObject({ email: ADMIN.email });
  });

  test('wrong: one answer for a wrong password and for nobody; odd bodies are told what is missing', async () => {
    const wrong = await problemOf(await signIn({ ...ADMIN, password: 'guess' }));
    const nobody = await problemOf(await signIn({ email: 'nobody@localhost', password: 'guess' }));
    expect([wrong.status, nobody]).toEqual([401, wrong]);
    expect(await problemOf(await signIn({ email: ADMIN.email }))).toMatchObject({ status: 400, errors: [{ path: 'body.password' }] });
    expect((await problemOf(await signIn({ email: { $gt: '' }, password: ['x'] }))).status).toBe(400);
    expect((await problemOf(await signIn({ email: 'a\0b@c', password: 'x' }))).status).toBe(401);
    const raw = (body: string, type: string) =>
      fetch(`${house.gateway.url}/api/v1/session`, { method: 'POST', headers: { 'content-type': type }, body });
    expect((await problemOf(await raw('{"email":', 'application/json'))).status).toBe(400);
    expect((await problemOf(await raw('{"__proto__":{"role":"admin"},"email":"a@b","password":"x"}', 'application/json'))).status).toBe(
      400,
    );
    expect((await problemOf(await raw('email=a', 'application/x-www-form-urlencoded'))).status).toBe(415);
    expect((await problemOf(await raw(JSON.stringify({ email: 'x'.repeat(300_000) }), 'application/json'))).status).toBe(413);
  });

  test('a session that has expired, or was ended, lets nobody in', async () => {
    const [expired, ended] = [await house.signIn(), await house.signIn()];
    const digest = createHash('sha256')
      .update(decodeURIComponent(expired.split('=')[1] ?? ''))
      .digest();
    await house.db
      .updateTable('sessions')
      .set({ expires_at: Date.now() - 1 })
      .where('digest', '=', digest)
      .execute();
    const refused = await house.ask('GET', '/floors', { cookie: expired });
    expect((await problemOf(refused)).detail).toContain('sign in again');
    expect(refused.status).toBe(401);
    expect((await house.ask('DELETE', '/session', { cookie: ended })).status).toBe(204);
    expect((await house.ask('GET', '/floors', { cookie: ended })).status).toBe(401);
  });

  test('a page of another origin can neither act with the cookie nor sign anybody in', async () => {
    const cookie = await house.signIn();
    const origin = 'https://evil.example';
    for (const bad of [origin, 'null', 'http://127.0.0.1:1', 'nonsense']) {
      expect((await problemOf(await house.ask('POST', '/floors', { cookie, body: { id: 'evil' }, headers: { origin: bad } }))).status).toBe(
        403,
      );
      expect((await problemOf(await signIn(ADMIN, { origin: bad }))).status).toBe(403);
    }
    expect((await house.ask('POST', '/floors', { cookie, body: { id: 'good' }, headers: { origin: house.gateway.url } })).status).toBe(201);
    expect((await house.ask('GET', '/floors/evil')).status).toBe(404);
  });

  test('the session is kept as a digest, the password as argon2id', async () => {
    const cookie = decodeURIComponent((await house.signIn()).split('=')[1] ?? '');
    const stored =
      JSON.stringify(await house.db.selectFrom('sessions').selectAll().execute()) +
      JSON.stringify(await house.db.selectFrom('users').selectAll().execute());
    expect(stored).not.toContain(cookie);
    expect(stored).not.toContain(ADMIN.password);
    expect(stored).toContain('$argon2id$');
  });
});

describe('an API token', () => {
  test('is shown once, works, is listed without its text, and ends when revoked', async () => {
    const made = await house.ask('POST', '/tokens', { body: { name: 'script' } });
    expect(made.status).toBe(201);
    const { id, token, prefix } = (await made.json()) as { id: string; token: string; prefix: string };
    expect(token.startsWith(prefix)).toBe(true);
    expect((await house.ask('GET', '/floors', { token })).status).toBe(200);
    const listed = await (await house.ask('GET', '/tokens')).text();
    expect(listed).toContain(id);
    expect(listed).not.toContain(token);
    expect((await house.ask('DELETE', `/tokens/${id}`)).status).toBe(204);
    expect((await house.ask('GET', '/floors', { token })).status).toBe(401);
    expect((await problemOf(await house.ask('DELETE', `/tokens/${id}`))).status).toBe(404);
  });

  test('of somebody else cannot be revoked', async () => {
    const { id } = (await (await house.ask('POST', '/tokens', { body: { name: 'mine' } })).json()) as { id: string };
    expect((await house.ask('DELETE', `/tokens/${id}`, { token: await house.tokenOf('admin') })).status).toBe(404);
  });
});

describe('a path', () => {
  const statusOf = (path: string) =>
    new Promise<number>((resolve, reject) => {
      request({ port: house.gateway.port, path }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });

  test('that leads nowhere is 404 with a problem, whoever asks', async () => {
    for (const path of ['/api/v1/nothing', '/api/v2/floors', '/nothing', '/api/v1/floors/a/b/c/d'])
      expect((await problemOf(await fetch(`${house.gateway.url}${path}`))).status).toBe(404);
  });

  test('written another way is no way round the sign-in', async () => {
    for (const path of [
      '/api/%761/floors',
      '/%61pi/v1/floors',
      '/api/v1/floors/',
      '//api/v1/floors',
      '/api/v1//floors',
      '/API/V1/floors',
      '/api/v1/floors/../floors',
      '/api/v1/%66loors',
    ])
      expect([path, [401, 404].includes(await statusOf(path))]).toEqual([path, true]);
  });
});

describe('the socket', () => {
  const refusal = (options: Parameters<typeof io>[1]) =>
    new Promise<string>((resolve) => {
      const socket = io(`${house.gateway.url}/wallboard`, { forceNew: true, reconnection: false, ...options });
      socket.once('connect', () => {
        socket.disconnect();
        resolve('let in');
      });
      socket.once('connect_error', (error) => {
        socket.disconnect();
        resolve(error.message);
      });
    });

  test('lets in a token and a session, nobody else', async () => {
    const token = await house.tokenOf('supervisor');
    expect(await refusal({ auth: { token } })).toBe('let in');
    expect(await refusal({ extraHeaders: { cookie: await house.signIn() } })).toBe('let in');
    expect(await refusal({})).toMatch(/^unauthenticated/);
    expect(await refusal({ auth: { token: 'wft_wrong' } })).toMatch(/^unauthenticated/);
    expect(await refusal({ auth: { token: { $ne: '' } } })).toMatch(/^unauthenticated/);
    expect(await refusal({ auth: { token: await house.tokenOf('agent') } })).toMatch(/^forbidden/);
    expect(await refusal({ auth: { token: await house.tokenOf('client') } })).toMatch(/^forbidden/);
  });

  test.each(['websocket', 'polling'])('lets in no page of another origin, by %s', async (transport) => {
    const cookie = await house.signIn();
    const options = { transports: [transport] };
    expect(await refusal({ ...options, extraHeaders: { cookie, origin: 'https://evil.example' } })).not.toBe('let in');
    expect(await refusal({ ...options, extraHeaders: { cookie, origin: house.gateway.url } })).toBe('let in');
  });
});
