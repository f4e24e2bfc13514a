import { runService } from '@watchfloor/testing/run-service';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ingest, KEY, MANY, question, runIngest } from './run-ingest.ts';

let ingest: Ingest;
beforeAll(async () => {
  ingest = await runIngest();
});
afterAll(() => ingest[Symbol.asyncDispose]());

describe('the process', () => {
  test('answers what it has begun before SIGTERM ends it, with code 0', async () => {
    const env = { REDIS_URL: ingest.server.url, INGEST_KEY: KEY, PARTITIONS: '2' };
    const service = await runService('ingest', { env });
    const posts = Array.from({ length: 20 }, () =>
      fetch(`${service.url}/v1/events?floor=demo`, {
        method: 'POST',
        headers: { authorization: `Bearer ${KEY}`, 'content-type': MANY },
        body: JSON.stringify([question(), question()]),
      }).catch(() => null),
    );
    const first = await Promise.race(posts);
    const code = await service.stop();
    const answers = await Promise.all(posts);
    expect(first?.status).toBe(202);
    expect(code).toBe(0);
    for (const answer of answers) if (answer) expect([202, 503]).toContain(answer.status);
  });

  test('does not start with wrong settings and names each', async () => {
    const wrong = { PARTITIONS: 'many', INGEST_PORT: '99999', INGEST_KEY: 'short', REDIS_URL: 'localhost', LOG_LEVEL: 'loud' };
    const refused = await runService('ingest', { env: wrong }).catch(String);
    expect(Object.keys(wrong).filter((name) => !String(refused).includes(`\n${name}: `))).toEqual([]);
    expect(refused).not.toContain('short');
  });

  test('does not start with another number of partitions than the first time', async () => {
    const env = { REDIS_URL: ingest.server.url, INGEST_KEY: KEY, PARTITIONS: '7' };
    await expect(runService('ingest', { env })).rejects.toThrow(/PARTITIONS=2/);
  });
});
