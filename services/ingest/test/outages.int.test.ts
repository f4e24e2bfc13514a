import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Ingest, KEY, LINES, MANY, ONE, problemOf, question, runIngest } from './run-ingest.ts';

let ingest: Ingest;
beforeEach(async () => {
  ingest = await runIngest();
});
afterEach(() => ingest[Symbol.asyncDispose]());

const loggedIds = async () => new Set((await ingest.logged()).map(({ id }) => id));
const acceptedSoFar = async () => Number(/events_total\{outcome="accepted"[^}]*\} (\d+)/.exec(await ingest.service.metrics())?.[1] ?? 0);
const idsOf = (events: Record<string, unknown>[]) => events.map(({ id }) => String(id));
/** Resolves once events are taken again. */
const untilTaken = () =>
  vi.waitUntil(async () => (await ingest.post(JSON.stringify(question()), ONE)).status === 202, { timeout: 10_000, interval: 50 });

describe('when Redis is killed', () => {
  test('everything that was answered 202 is in the log after the restart, also what was answered the moment before', async () => {
    const promised: string[] = [];
    for (let round = 0; round < 3; round++) {
      let killed = false;
      const senders = Array.from({ length: 8 }, async () => {
        while (!killed) {
          const events = Array.from({ length: 20 }, () => question());
          const response = await ingest.post(JSON.stringify(events), MANY);
          if (response.status === 202) promised.push(...idsOf(events));
          else expect(response.status).toBe(503);
        }
      });
      await vi.waitUntil(() => promised.length > 400 * (round + 1), { interval: 1 });
      await ingest.server.kill();
      killed = true;
      await Promise.all(senders);
      await ingest.server.restart();
      await untilTaken();
    }
    const logged = await loggedIds();
    expect(promised.filter((id) => !logged.has(id))).toEqual([]);
  }, 30_000);

  test('senders are told 503 and when to come again, and it is taken once Redis is back', async () => {
    await ingest.server.kill();
    const event = question();
    for (const [body, type] of [
      [JSON.stringify(event), ONE],
      [JSON.stringify([event]), MANY],
      [`${JSON.stringify(event)}\n`, LINES],
    ] as const) {
      const response = await ingest.post(body, type);
      expect(response.status).toBe(503);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      await problemOf(response);
    }
    const unknownFloor = await ingest.post(JSON.stringify(event), ONE, { query: '?floor=new-one' });
    expect((await problemOf(unknownFloor)).status).toBe(503);
    const unknownKey = await ingest.post(JSON.stringify(event), ONE, { headers: { authorization: 'Bearer a-key-to-be-looked-up' } });
    expect((await problemOf(unknownKey)).status).toBe(503);
    expect(unknownKey.headers.get('retry-after')).not.toBeNull();
    const progress = await fetch(`${ingest.service.url}/v1/floors/demo/progress`, { headers: { authorization: `Bearer ${KEY}` } });
    expect((await problemOf(progress)).status).toBe(503);
    const ready = await fetch(`${ingest.service.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'not ready', reason: expect.stringContaining('Redis') }]);
    expect((await fetch(`${ingest.service.url}/livez`)).status).toBe(200);

    await ingest.server.restart();
    await untilTaken();
    expect((await ingest.post(JSON.stringify(event), ONE)).status).toBe(202);
    expect(await loggedIds()).toContain(event.id);
  }, 20_000);

  test('a stream that is cut off says how many events before are durable', async () => {
    const events = Array.from({ length: 2_000 }, () => question());
    let sent = 0;
    const body = new ReadableStream({
      async pull(controller) {
        const part = events.slice(sent, sent + 250);
        if (sent === 1_000) {
          // Not the log: it shows an entry before its sender has been answered.
          await vi.waitUntil(async () => (await acceptedSoFar()) >= 512, { interval: 10 });
          await ingest.server.kill();
        }
        sent += part.length;
        if (part.length === 0) controller.close();
        else controller.enqueue(Buffer.from(part.map((event) => `${JSON.stringify(event)}\n`).join('')));
      },
    });

    const response = await ingest.post(body, LINES);
    const problem = await problemOf(response);
    expect(problem).toMatchObject({ status: 503, accepted: expect.any(Number) });
    await ingest.server.restart();
    await untilTaken();
    const logged = await loggedIds();
    const durable = idsOf(events).filter((id) => logged.has(id)).length;
    expect(durable).toBeGreaterThanOrEqual(Number(problem.accepted));
    expect(Number(problem.accepted)).toBeGreaterThanOrEqual(512);
    const again = await ingest.post(events.map((event) => JSON.stringify(event)).join('\n'), LINES);
    const receipt = (await again.json()) as { accepted: number; duplicates: number };
    expect(receipt.accepted + receipt.duplicates).toBe(2_000);
    expect((await loggedIds()).size).toBeGreaterThan(2_000);
  }, 20_000);
});

describe('when Redis is frozen', () => {
  test('senders are told 503 in time, and all is well when it thaws', async () => {
    const first = question();
    expect((await ingest.post(JSON.stringify(first), ONE)).status).toBe(202);
    process.kill(ingest.server.pid(), 'SIGSTOP');
    const asked = Date.now();
    // Some come while others are being written, and wait for these.
    const posts = Array.from({ length: 5 }, async (_, n) => {
      await wait(n * 20);
      return ingest.post(JSON.stringify([question(), question()]), MANY);
    });
    const answers = await Promise.all(posts);
    expect(Date.now() - asked).toBeLessThan(8_000);
    for (const answer of answers) {
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).not.toBeNull();
      await problemOf(answer);
    }
    process.kill(ingest.server.pid(), 'SIGCONT');
    await untilTaken();
    expect(await ingest.service.metrics()).toMatch(/pending_events\{[^}]*\} 0/);
    expect(await loggedIds()).toContain(first.id);
  }, 25_000);
});
