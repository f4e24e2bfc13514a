import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { type FastifyInstance, fastify } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerProblems, ProblemError, problemOptions } from './problem.ts';

let server: FastifyInstance;
let logged: object[];

beforeEach(async () => {
  logged = [];
  server = fastify({ ...problemOptions, logger: false });
  answerProblems(server, { error: (...words: unknown[]) => void logged.push(words) });
  server.get('/refused', () => {
    throw new ProblemError(409, 'Somebody else was faster.', { headers: { 'retry-after': '1' }, extra: { by: 'somebody' } });
  });
  server.get('/broken', () => {
    throw new Error('connect to db.internal failed');
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(() => server.close());

/** Sends bytes as they are and gives the whole answer. */
async function say(bytes: string): Promise<{ status: number; type: string; body: Record<string, unknown> }> {
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    answer += chunk;
  });
  socket.write(bytes);
  await once(socket, 'close');
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), type: /content-type: (\S+?)[;\r]/i.exec(`${head}\r`)?.[1] ?? '', body: JSON.parse(body) };
}
const get = (path: string, head = '') => say(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${head}\r\n`);
const PROBLEM = 'application/problem+json';

test('a refusal is told with its reason, its headers and what belongs to it', async () => {
  const body = { type: 'about:blank', title: 'Conflict', status: 409, detail: 'Somebody else was faster.', by: 'somebody' };
  expect(await get('/refused')).toEqual({ status: 409, type: PROBLEM, body });
  expect(logged).toEqual([]);
});

test('a fault of ours is logged, and nothing of it is told', async () => {
  const answer = await get('/broken');
  expect(answer).toMatchObject({ status: 500, type: PROBLEM });
  expect(JSON.stringify(answer.body)).not.toContain('db.internal');
  expect(logged).toMatchObject([
    [{ err: { message: 'connect to db.internal failed' }, method: 'GET', route: '/broken' }, 'request failed'],
  ]);
});

test('what comes before any route is a problem too', async () => {
  expect(await get('/nowhere')).toMatchObject({ status: 404, type: PROBLEM, body: { status: 404 } });
  expect(await get('/%E0%A4%A')).toMatchObject({ status: 400, type: PROBLEM, body: { status: 400 } });
  expect(await get('/refused', `x: ${'a'.repeat(20_000)}\r\n`)).toMatchObject({ status: 431, type: PROBLEM, body: { status: 431 } });
  expect(await say('no such protocol\r\n\r\n')).toMatchObject({ status: 400, type: PROBLEM, body: { status: 400 } });
});
