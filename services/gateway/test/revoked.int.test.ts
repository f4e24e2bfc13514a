import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN, type House, problemOf, runHouse } from './run-gateway.ts';

let house: House;
beforeAll(async () => {
  house = await runHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

const connect = (options: Parameters<typeof io>[1]) =>
  new Promise<Socket>((resolve, reject) => {
    const socket = io(`${house.gateway.url}/wallboard`, { forceNew: true, reconnection: false, ...options });
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', reject);
  });
const gone = (socket: Socket) => new Promise<string>((resolve) => socket.once('disconnect', resolve));

test('a revoked token and an ended session lose their sockets within 20 s, others keep theirs', async () => {
  const made = (await (await house.ask('POST', '/tokens', { body: { name: 'tv' } })).json()) as { id: string; token: string };
  const cookie = await house.signIn();
  const [byToken, bySession, kept] = await Promise.all([
    connect({ auth: { token: made.token } }),
    connect({ extraHeaders: { cookie } }),
    connect({ auth: { token: await house.tokenOf('ops') } }),
  ]);
  const ended = Promise.all([gone(byToken), gone(bySession)]);
  await house.ask('DELETE', `/tokens/${made.id}`);
  await house.ask('DELETE', '/session', { cookie });
  expect(await ended).toEqual(['io server disconnect', 'io server disconnect']);
  expect(kept.connected).toBe(true);
  kept.disconnect();
}, 21_000);

test('too many tries to sign in are answered 429 and when to come again', async () => {
  const attempt = () => house.ask('POST', '/session', { token: null, body: { ...ADMIN, password: 'guess' } });
  let response = await attempt();
  for (let tries = 0; response.status === 401 && tries < 40; tries++) response = await attempt();
  expect(response.status).toBe(429);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  await problemOf(response);
});
