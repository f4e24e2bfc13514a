import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type PrivatePostgres, startPrivatePostgres } from '@watchfloor/launcher/private-postgres';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ADMIN, type House, problemOf, runHouse } from './run-gateway.ts';

const MIGRATE = path.resolve(import.meta.dirname, '../../../packages/history/src/migrate.ts');
let directory: string;
let postgres: PrivatePostgres;
let house: House;

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'watchfloor-gateway-pg-'));
  postgres = await startPrivatePostgres({ directory, temporary: true });
  await promisify(execFile)(process.execPath, [MIGRATE], { env: { ...process.env, DATABASE_URL: postgres.url } });
  house = await runHouse({ url: postgres.url, stop: async () => {} });
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  await postgres.stop();
  rmSync(directory, { recursive: true, force: true });
});

test('while PostgreSQL is away everyone is told 503, a board that is looked at goes on, and all is well afterwards', async () => {
  await house.ask('POST', '/floors', { body: { id: 'f' } });
  const socket = io(`${house.gateway.url}/wallboard`, { auth: { token: await house.tokenOf('ops') }, forceNew: true, reconnection: false });
  let deltas = 0;
  socket.on('delta', () => {
    deltas += 1;
  });
  expect(await socket.timeout(5_000).emitWithAck('subscribe', { floor: 'f' })).toEqual({ ok: true });

  postgres.kill();
  await postgres.exited;
  for (const [method, way, body] of [
    ['GET', '/floors', undefined],
    ['GET', '/floors/f/live', undefined],
    ['POST', '/session', ADMIN],
  ] as const) {
    const refused = await house.ask(method, way, { body, ...(way === '/session' ? { token: null } : {}) });
    expect([way, refused.status, refused.headers.get('retry-after')]).toEqual([way, 503, '2']);
    await problemOf(refused);
  }
  const ready = await fetch(`${house.gateway.url}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([503, { status: 'not ready', reason: 'PostgreSQL cannot be reached' }]);
  const before = deltas;
  await vi.waitUntil(() => deltas > before + 2, { timeout: 5_000 });

  postgres = await startPrivatePostgres({ directory, temporary: true, again: true });
  await vi.waitUntil(async () => (await house.ask('GET', '/floors')).status === 200, { timeout: 10_000 });
  expect((await fetch(`${house.gateway.url}/readyz`)).status).toBe(200);
  expect(socket.connected).toBe(true);
  socket.disconnect();
}, 30_000);
