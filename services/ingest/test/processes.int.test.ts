import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Progress, Receipt } from '@watchfloor/contracts/ingest';
import { runService } from '@watchfloor/testing/run-service';
import { io } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Ingest, KEY, MANY, question, runIngest } from './run-ingest.ts';

let ingest: Ingest;
const ready = (service: Ingest['service'], count: number) =>
  vi.waitUntil(async () => (await service.metrics()).includes(`watchfloor_ingest_processes{service="ingest"} ${count}\n`), {
    timeout: 10_000,
  });
beforeEach(async () => {
  ingest = await runIngest({ env: { INGEST_PROCESSES: '2' } });
  await ready(ingest.service, 2);
});
afterEach(() => ingest[Symbol.asyncDispose]());

/** Posts over a connection of its own, and so to the next process. */
async function post(events: unknown[]): Promise<Receipt> {
  const asked = request(`${ingest.service.url}/v1/events?floor=demo`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': MANY },
    agent: false,
    signal: AbortSignal.timeout(5_000),
  });
  asked.end(JSON.stringify(events));
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const body = await json(answer);
  expect(answer.statusCode).toBe(202);
  return body as Receipt;
}
const batch = (size: number) => Array.from({ length: size }, () => question());
const accepted = async () => Number(/events_total\{outcome="accepted"[^}]*\} (\d+)/.exec(await ingest.service.metrics())?.[1] ?? 0);
/** A process's line in /proc from its state on, or nothing when it is gone. */
function stateOf(id: number | string): string[] {
  try {
    const line = readFileSync(`/proc/${id}/stat`, 'utf8');
    return line.slice(line.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
const childrenOf = (parent: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(stateOf(name)[1]) === parent)
    .map(Number);
/** Not so one that is dead and not yet waited for. */
const runs = (id: number): boolean => !['Z', 'X', undefined].includes(stateOf(id)[0]);

describe('two processes behind one port', () => {
  test('take every event once, both have a share, and the figures are sums', async () => {
    const batches = Array.from({ length: 40 }, () => batch(25));
    const receipts = await Promise.all(batches.map(post));
    expect(receipts.every(({ accepted, duplicates }) => accepted === 25 && duplicates === 0)).toBe(true);
    const ids = (await ingest.logged()).map(({ id }) => id);
    expect(ids.toSorted()).toEqual(
      batches
        .flat()
        .map(({ id }) => id)
        .toSorted(),
    );
    // Whoever is asked.
    for (let n = 0; n < 4; n++) expect(await accepted()).toBe(1_000);
  });

  test('a repeat sent to the other one counts once in the end', async () => {
    await using _keeper = await runService('keeper', { env: { REDIS_URL: ingest.server.url, PARTITIONS: '2' } });
    const events = batch(50);
    const known = [];
    for (let n = 0; n < 4; n++) known.push(await post(events));
    // In turn: each knows what it took itself.
    expect(known.map(({ accepted }) => accepted)).toEqual([50, 50, 0, 0]);
    const progress = async () => {
      const answer = await fetch(`${ingest.service.url}/v1/floors/demo/progress`, { headers: { authorization: `Bearer ${KEY}` } });
      return (await answer.json()) as Progress;
    };
    const done = await vi.waitUntil(
      async () => {
        const { applied, duplicates } = await progress();
        return applied + duplicates === 100 && { applied, duplicates };
      },
      { timeout: 10_000 },
    );
    expect(done).toEqual({ applied: 50, duplicates: 50 });
  });

  test('a Socket.IO session that begins with long polling finds its process over any connection', async () => {
    for (const transports of [['polling'], ['polling', 'websocket'], ['websocket']])
      for (let n = 0; n < 4; n++) {
        const socket = io(`${ingest.service.url}/ingest`, { auth: { token: KEY }, query: { floor: 'demo' }, forceNew: true, transports });
        for (let round = 0; round < 3; round++)
          expect(await socket.timeout(5_000).emitWithAck('events', batch(2))).toMatchObject({ accepted: 2 });
        if (transports.includes('websocket')) await vi.waitUntil(() => socket.io.engine.transport.name === 'websocket');
        expect(await socket.timeout(5_000).emitWithAck('events', batch(2))).toMatchObject({ accepted: 2 });
        socket.close();
      }
  });
});

describe('when a process', () => {
  test('is killed under load, the port is served on, nothing accepted is lost and another takes its place', async () => {
    const promised: string[] = [];
    let failed = 0;
    let isOver = false;
    const senders = Array.from({ length: 4 }, async () => {
      while (!isOver) {
        const events = batch(20);
        // No answer: nothing was promised.
        const receipt = await post(events).catch(() => null);
        if (receipt) promised.push(...events.map(({ id }) => String(id)));
        else failed++;
      }
    });
    for (let round = 1; round <= 2; round++) {
      await vi.waitUntil(() => promised.length > 500 * round, { interval: 5, timeout: 20_000 });
      const [victim] = childrenOf(ingest.service.pid);
      if (victim === undefined) throw new Error('there is no process to be killed');
      process.kill(victim, 'SIGKILL');
      const since = promised.length;
      await vi.waitUntil(() => promised.length > since + 200, { interval: 5, timeout: 10_000 });
      await ready(ingest.service, 2);
      expect(childrenOf(ingest.service.pid)).not.toContain(victim);
    }
    isOver = true;
    await Promise.all(senders);
    const logged = new Set((await ingest.logged()).map(({ id }) => id));
    expect(promised.filter((id) => !logged.has(id))).toEqual([]);
    // What each had under way; the other connections did not notice.
    expect(failed).toBeLessThan(20);
  }, 60_000);

  test('hangs, health says so, whoever is asked', async () => {
    const [victim] = childrenOf(ingest.service.pid);
    if (victim === undefined) throw new Error('there is no process to be stopped');
    process.kill(victim, 'SIGSTOP');
    const ask = (path: string) => fetch(`${ingest.service.url}${path}`, { signal: AbortSignal.timeout(4_000) }).catch(() => null);
    for (const path of ['/livez', '/readyz'])
      expect(await vi.waitUntil(() => ask(path), { timeout: 15_000 })).toMatchObject({ status: 503 });
    process.kill(victim, 'SIGCONT');
    await vi.waitUntil(async () => (await ask('/readyz'))?.status === 200, { timeout: 10_000 });
    expect((await ask('/livez'))?.status).toBe(200);
  }, 40_000);
});

describe('when the receiver', () => {
  test('is stopped, what has begun is answered and no process is left', async () => {
    const children = childrenOf(ingest.service.pid);
    expect(children).toHaveLength(2);
    const posts = Array.from({ length: 20 }, () => post(batch(50)).catch(() => null));
    await Promise.race(posts);
    expect(await ingest.service.stop()).toBe(0);
    const taken = (await Promise.all(posts)).filter((receipt) => receipt !== null);
    expect((await ingest.logged()).length).toBeGreaterThanOrEqual(taken.length * 50);
    expect(children.filter(runs)).toEqual([]);
  });

  test('is killed, its processes end by themselves', async () => {
    const env = { REDIS_URL: ingest.server.url, INGEST_KEY: KEY, PARTITIONS: '2', INGEST_PROCESSES: '2' };
    await using service = await runService('ingest', { env });
    await ready(service, 2);
    const children = childrenOf(service.pid);
    expect(children).toHaveLength(2);
    await service.kill();
    await vi.waitUntil(() => !children.some(runs), { timeout: 5_000 });
  });

  test('cannot start, it says why once for all and ends', async () => {
    const env = { REDIS_URL: ingest.server.url, INGEST_KEY: KEY, PARTITIONS: '7', INGEST_PROCESSES: '2' };
    await expect(runService('ingest', { env })).rejects.toThrow(/PARTITIONS=2/);
  });
});
