import { type FreshRedis, freshRedis } from '@watchfloor/testing/private-servers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connectRedis, untilReady } from './connect.ts';
import type { ScriptedRedis } from './scripts.ts';
import { FIRST_ID } from './stream-id.ts';
import { Tail, type TailEntry } from './tail.ts';

let server: FreshRedis;
let redis: ScriptedRedis;

beforeEach(async () => {
  server = await freshRedis();
  redis = connectRedis(server.url);
  await untilReady(redis);
});
afterEach(async () => {
  redis.disconnect();
  await server.stop();
});

/** Appends entries with these payloads, waiting out a Redis that is away. */
async function append(stream: string, ...payloads: string[]): Promise<string> {
  let id = '';
  for (const payload of payloads) id = (await redis.xadd(stream, '*', 'f', payload)) ?? '';
  return id;
}

/** Reads until this many entries have come. */
async function take(reading: AsyncGenerator<TailEntry[]>, count: number): Promise<TailEntry[]> {
  const got: TailEntry[] = [];
  while (got.length < count) {
    const { value, done } = await reading.next();
    if (done) break;
    got.push(...value);
  }
  return got;
}
const payloads = (entries: TailEntry[]) => entries.map(({ payload }) => payload.toString());

describe('a tail', () => {
  test('gives what is there, then what comes, in order, from where it was told', async () => {
    const first = await append('s', '1');
    await append('s', '2', '3');
    const tail = new Tail({ url: server.url, from: new Map([['s', first]]), count: 1 });
    const reading = tail.read();
    expect(payloads(await take(reading, 2))).toEqual(['2', '3']);
    const coming = take(reading, 1);
    await append('s', '4');
    expect(payloads(await coming)).toEqual(['4']);
    tail.close();
    expect((await reading.next()).done).toBe(true);
  });

  test('survives kill -9 and a restart of Redis and loses nothing', async () => {
    const tail = new Tail({ url: server.url, from: new Map([['s', FIRST_ID]]) });
    const reading = tail.read();
    await append('s', '1', '2');
    expect(payloads(await take(reading, 2))).toEqual(['1', '2']);
    const coming = take(reading, 2);
    await server.kill();
    await server.restart();
    await untilReady(redis);
    await append('s', '3', '4');
    expect(payloads(await coming)).toEqual(['3', '4']);
    tail.close();
  }, 20_000);

  test('cuts a read that hangs because Redis is frozen, says so, and goes on', async () => {
    const troubles: unknown[] = [];
    const trouble = Promise.withResolvers<void>();
    const onTrouble = (error: unknown) => {
      troubles.push(error);
      trouble.resolve();
    };
    const tail = new Tail({ url: server.url, from: new Map([['s', FIRST_ID]]), onTrouble });
    const reading = tail.read();
    await append('s', '1');
    await take(reading, 1);
    const coming = take(reading, 1);
    process.kill(server.pid(), 'SIGSTOP');
    await trouble.promise;
    process.kill(server.pid(), 'SIGCONT');
    await append('s', '2');
    expect(payloads(await coming)).toEqual(['2']);
    expect(troubles.length).toBeGreaterThan(0);
    tail.close();
  }, 20_000);

  test('moved while it waits, it gives nothing from the old place', async () => {
    const first = await append('s', '1');
    const second = await append('s', '2');
    const tail = new Tail({ url: server.url, from: new Map([['s', second]]) });
    const reading = tail.read();
    const coming = take(reading, 2);
    await blocked();
    tail.follow('s', first);
    await append('s', '3');
    expect(payloads(await coming)).toEqual(['2', '3']);
    tail.close();
  });

  test('left while it waits, a stream is silent, and another one takes its place', async () => {
    const tail = new Tail({ url: server.url, from: new Map([['s', FIRST_ID]]) });
    const reading = tail.read();
    const coming = take(reading, 1);
    await blocked();
    tail.leave('s');
    tail.follow('other', FIRST_ID);
    await append('s', 'unheard');
    await append('other', 'heard');
    expect(payloads(await coming)).toEqual(['heard']);
    tail.close();
  });

  test('with nothing to follow waits, and closes at once', async () => {
    const tail = new Tail({ url: server.url, from: new Map() });
    const reading = tail.read();
    expect((await reading.next()).value).toEqual([]);
    const coming = reading.next();
    tail.close();
    expect((await coming).done).toBe(true);
  });
});

/** Resolves once some client hangs in a blocking read. */
const blocked = () => vi.waitUntil(async () => /blocked_clients:[1-9]/.test(await redis.info('clients')), { interval: 5 });
