import type { Receipt } from '@watchfloor/contracts/ingest';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Ingest, KEY, question, runIngest } from './run-ingest.ts';

type Answer = Partial<Receipt> & { error?: string; retryAfterMs?: number };
let ingest: Ingest;
const sockets: Socket[] = [];

beforeAll(async () => {
  ingest = await runIngest();
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});
afterAll(() => ingest[Symbol.asyncDispose]());

/** A sender on the namespace `/ingest`, connected; rejects with the server's words when it is not let in. */
function connect(
  auth: Record<string, unknown>,
  more: { query?: Record<string, string>; extraHeaders?: Record<string, string> } = {},
): Promise<Socket> {
  const socket = io(`${ingest.service.url}/ingest`, { auth, forceNew: true, reconnection: false, transports: ['websocket'], ...more });
  sockets.push(socket);
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', reject);
  });
}
const send = (socket: Socket, body: unknown): Promise<Answer> => socket.timeout(10_000).emitWithAck('events', body);

test('one event and many are acknowledged when they are durable', async () => {
  const socket = await connect({ token: KEY });
  const event = question({ floor: 'socket' });
  expect(await send(socket, event)).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
  expect(await send(socket, [event, question({ floor: 'socket' }), question({ floor: 'socket', time: undefined })])).toMatchObject({
    accepted: 1,
    duplicates: 1,
    rejected: [{ index: 2, detail: 'time: required' }],
  });
  expect((await ingest.logged()).filter(({ floor }) => floor === 'default/socket')).toHaveLength(2);
});

test('the floor of the handshake is the floor of all events', async () => {
  const socket = await connect({ token: KEY }, { query: { floor: 'by-query' } });
  const event = question({ floor: 'attribute' });
  expect(await send(socket, event)).toMatchObject({ accepted: 1 });
  expect((await ingest.logged()).find(({ id }) => id === event.id)).toMatchObject({ floor: 'default/by-query' });
});

test('who has no key, a wrong one or comes from a page is not let in', async () => {
  await expect(connect({})).rejects.toThrow(/unauthorised/);
  await expect(connect({ token: 'wrong' })).rejects.toThrow(/unauthorised/);
  await expect(connect({ token: { $ne: 1 } })).rejects.toThrow(/unauthorised/);
  await expect(connect({ token: KEY }, { extraHeaders: { origin: 'https://evil.example' } })).rejects.toThrow();
});

test('nonsense is answered, a message over its size ends the connection, and others go on', async () => {
  const socket = await connect({ token: KEY });
  for (const body of [null, 'text', 7, [], [null], { a: 1 }]) expect(await send(socket, body)).toBeTypeOf('object');
  socket.emit('events', question());
  socket.emit('nothing-we-know', 1);
  const big = await connect({ token: KEY });
  const gone = new Promise((resolve) => big.once('disconnect', resolve));
  big.emit('events', question({ floor: 'socket', filler: 'x'.repeat(1_200_000) }));
  await gone;
  expect(await send(socket, question({ floor: 'socket' }))).toMatchObject({ accepted: 1 });
});

test('an event over 64 KiB is one of the rejected', async () => {
  const socket = await connect({ token: KEY });
  expect(await send(socket, [question({ floor: 'socket' }), question({ floor: 'socket', filler: 'x'.repeat(70_000) })])).toMatchObject({
    accepted: 1,
    rejected: [{ index: 1, detail: 'larger than 65536 bytes' }],
  });
});

test('while the log cannot be reached the sender is told when to come again', async () => {
  const socket = await connect({ token: KEY });
  await send(socket, question({ floor: 'socket' }));
  await ingest.server.kill();
  const answer = await send(socket, question({ floor: 'socket' }));
  expect(answer).toEqual({ error: expect.stringContaining('cannot be reached'), retryAfterMs: expect.any(Number) });
  await ingest.server.restart();
});
