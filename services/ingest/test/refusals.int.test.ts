import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ingest, KEY, LINES, MANY, ONE, problemOf, question, runIngest } from './run-ingest.ts';

let ingest: Ingest;
beforeAll(async () => {
  ingest = await runIngest();
});
afterAll(() => ingest[Symbol.asyncDispose]());

/** What one bad event among good ones is told. */
async function rejection(bad: unknown): Promise<{ index: number; id?: string; detail: string }> {
  const response = await ingest.post(JSON.stringify([question(), bad, question()]), MANY);
  const { accepted, rejected } = (await response.json()) as { accepted: number; rejected: { index: number; detail: string }[] };
  expect([response.status, accepted, rejected.length]).toEqual([202, 2, 1]);
  return rejected[0] ?? { index: -1, detail: '' };
}
const refused = async (body: string | Uint8Array, type: string, more: Parameters<Ingest['post']>[2] = {}) =>
  problemOf(await ingest.post(body, type, more));

/** A post by a client that leaves the path as it is given and hears the answer while it still speaks. */
const statusOf = ({ path, body, headers }: { path: string; body: string; headers: Record<string, string> }): Promise<number> =>
  new Promise((resolve, reject) => {
    const call = request(
      { port: ingest.service.port, method: 'POST', path, headers: { authorization: `Bearer ${KEY}`, ...headers } },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    call.on('error', reject).end(body);
  });

describe('one bad event among good ones', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['without a required field', { type: 'io.watchfloor.conversation.assigned', data: {} }, 'data.agentId: required'],
    ['without data', { data: undefined }, 'data.customerId: required'],
    ['of an agent without a name', { type: 'io.watchfloor.message.sent', data: { from: 'agent' } }, 'data.agentId: required'],
    ['without time', { time: undefined }, 'time: required'],
    ['without a subject', { subject: undefined }, 'subject: required'],
    ['at a time that is none', { time: 'yesterday' }, 'time:'],
    ['on a day that does not exist', { time: '2026-02-30T10:00:00Z' }, 'time:'],
    ['without an offset of time', { time: '2026-11-11T10:00:00' }, 'time:'],
    ['of another version', { specversion: '0.3' }, 'specversion:'],
    ['of an unknown type', { type: 'io.watchfloor.message.thought' }, 'type:'],
    ['of a type of somebody else', { type: 'com.example.message.received' }, 'type:'],
    ['of a type every object has', { type: 'io.watchfloor.constructor' }, 'type:'],
    ['with a score that is none', { type: 'io.watchfloor.rating.submitted', data: { score: 6 } }, 'data.score:'],
    ['with a huge number', { type: 'io.watchfloor.rating.submitted', data: { score: 1e308 } }, 'data.score:'],
    [
      'with an amount that is no decimal string',
      { type: 'io.watchfloor.order.paid', data: { orderId: 'o', customerId: 'c', amount: 12.5, currency: 'CNY' } },
      'data.amount:',
    ],
    ['more than 60 s in the future', { time: new Date(Date.now() + 120_000).toISOString() }, 'time: more than 60 s in the future'],
    ['larger than 64 KiB', { data: { customerId: 'c', text: 'x'.repeat(70_000) } }, 'larger than 65536 bytes'],
    ['with an id that is too long', { id: 'x'.repeat(300) }, 'id:'],
  ])('%s is rejected by place, id and reason', async (_name, change, detail) => {
    const bad = JSON.parse(JSON.stringify(question(change))) as { id: string };
    const told = await rejection(bad);
    expect(told).toMatchObject({ index: 1, detail: expect.stringContaining(detail) });
    if (!detail.startsWith('larger')) expect(told.id).toBe(bad.id.slice(0, 256));
  });

  test.each([null, 1, 'text', [], {}])('that is no event at all (%j) is rejected', async (bad) => {
    expect(await rejection(bad)).toMatchObject({ index: 1, detail: expect.any(String) });
  });

  test('up to 60 s in the future is taken', async () => {
    const response = await ingest.post(JSON.stringify(question({ time: new Date(Date.now() + 55_000).toISOString() })), ONE);
    expect(response.status).toBe(202);
  });

  test('in lines: each by its place, broken ones too, and a line over its size, wherever it is cut', async () => {
    const lines = [
      JSON.stringify(question()),
      '{"broken":',
      Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
      JSON.stringify(question({ data: { customerId: 'c', text: 'x'.repeat(200_000) } })),
      '{"__proto__":{"polluted":true}}',
      JSON.stringify(question()),
    ];
    const body = Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\n')]));
    const response = await ingest.post(body, LINES);
    expect(await response.json()).toMatchObject({
      accepted: 2,
      rejected: [
        { index: 1, detail: 'not valid JSON' },
        { index: 2, detail: 'not valid UTF-8' },
        { index: 3, detail: 'larger than 65536 bytes' },
        { index: 4, detail: expect.stringContaining('forbidden key') },
      ],
    });
  });
});

describe('a body that is refused as a whole', () => {
  test('all rejected: 422 with every reason', async () => {
    const problem = await refused(JSON.stringify([question({ time: undefined }), question({ subject: undefined })]), MANY);
    expect(problem).toMatchObject({ status: 422, accepted: 0, duplicates: 0, rejected: [{ index: 0 }, { index: 1 }] });
    expect(problem.detail).toContain('time: required');
    expect((await refused('{}', ONE)).status).toBe(422);
    expect((await refused('{"no":1}\n', LINES)).status).toBe(422);
  });

  test.each([
    ['nothing', '', ONE],
    ['broken JSON', '{"specversion":', ONE],
    ['broken UTF-8', Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]), ONE],
    ['an object where an array belongs', '{}', MANY],
    ['a poisoned prototype', '{"__proto__":{"admin":true}}', ONE],
    ['a poisoned prototype deep inside', '[{"data":{"a":[{"__proto__":1}]}}]', MANY],
    ['a poisoned constructor', '{"data":{"constructor":{"prototype":{"admin":true}}}}', ONE],
    ['half of something deep', '['.repeat(100_000), MANY],
  ])('400 for %s', async (_name, body, type) => {
    expect((await refused(body, type)).status).toBe(400);
  });

  test.each([100_000, 20_000, 5_000])('%i levels deep are refused and nobody else is affected', async (levels) => {
    const deep = `${'['.repeat(levels)}${']'.repeat(levels)}`;
    expect((await refused(`[${deep}]`, MANY)).status).toBe(422);
    expect([400, 422]).toContain((await refused(deep, ONE)).status);
    const inData = JSON.stringify(question({ data: 'HERE' })).replace('"HERE"', `{"customerId":"c","text":${deep}}`);
    expect([400, 422]).toContain((await refused(inData, ONE)).status);
    const amongOthers = await ingest.post(`[${inData},${JSON.stringify(question({ filler: 'y'.repeat(60_000) }))}]`, MANY);
    expect(await amongOthers.json()).toMatchObject({ accepted: 1, rejected: [{ index: 0 }] });
    expect((await refused(`${inData}\n`, LINES)).status).toBe(422);
  });

  test('413 for a JSON body over 1 MiB, whether its length is said or not', async () => {
    const body = JSON.stringify(Array.from({ length: 30 }, () => question({ data: { customerId: 'c', text: 'x'.repeat(40_000) } })));
    expect(body.length).toBeGreaterThan(1_048_576);
    expect((await refused(body, MANY)).status).toBe(413);
    expect(await statusOf({ path: '/v1/events?floor=demo', body, headers: { 'content-type': MANY, 'transfer-encoding': 'chunked' } })).toBe(
      413,
    );
  });

  test('413 for a batch of more parts than could be events: looking into each would keep others waiting', async () => {
    expect((await refused(`[${'0,'.repeat(500_000)}0]`, MANY)).status).toBe(413);
  });

  test('of many rejections the first 1,000 are listed, all are counted', async () => {
    const problem = await refused(`[${'0,'.repeat(1_200)}0]`, MANY);
    expect(problem).toMatchObject({ status: 422, rejectedTotal: 1_201 });
    expect(problem.rejected).toHaveLength(1_000);
  });

  test('an event of exactly 64 KiB is taken, one of a byte more rejected', async () => {
    const base = question({ data: { customerId: 'c', text: '' } });
    const room = 65_536 - Buffer.byteLength(JSON.stringify(base));
    // A text may hold 32,768 characters; the rest is an extension that nobody reads.
    const sized = (bytes: number, id: string) => {
      const event = { ...base, id, data: { customerId: 'c', text: 'x'.repeat(30_000) }, filler: '' };
      return { ...event, filler: 'y'.repeat(bytes - Buffer.byteLength(JSON.stringify(event))) };
    };
    expect(room).toBeGreaterThan(0);
    const [good, bad] = [sized(65_536, 'exactly'), sized(65_537, 'above')];
    expect((await ingest.post(JSON.stringify(good), ONE)).status).toBe(202);
    expect((await refused(JSON.stringify(bad), ONE)).status).toBe(422);
    const lines = `${JSON.stringify(sized(65_536, 'line-1'))}\n${JSON.stringify(sized(65_537, 'line-2'))}\n`;
    expect(await (await ingest.post(lines, LINES)).json()).toMatchObject({
      accepted: 1,
      rejected: [{ index: 1, detail: 'larger than 65536 bytes' }],
    });
  });

  test.each([['text/plain'], ['application/json'], ['application/xml'], ['multipart/form-data; boundary=x'], ['nonsense'], ['']])(
    '415 for the media type "%s"',
    async (type) => {
      expect((await refused(Buffer.from(JSON.stringify(question())), type)).status).toBe(415);
    },
  );

  test('415 for a compressed body, a bomb too', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, 0x20));
    for (const type of [ONE, MANY, LINES])
      expect((await refused(bomb, type, { headers: { 'content-encoding': 'gzip' } })).status).toBe(415);
    expect((await refused(gzipSync('{}'), ONE, { headers: { 'content-encoding': 'br' } })).status).toBe(415);
  });

  test('404 for another way, 404 or 405 for another method', async () => {
    const headers = { authorization: `Bearer ${KEY}` };
    expect((await problemOf(await fetch(`${ingest.service.url}/v1/nothing`, { headers }))).status).toBe(404);
    expect((await problemOf(await fetch(`${ingest.service.url}/nothing`, { headers }))).status).toBe(404);
    expect([404, 405]).toContain((await problemOf(await fetch(`${ingest.service.url}/v1/events`, { headers }))).status);
  });

  test('a path written another way is no way round the key', async () => {
    const status = await statusOf({
      path: '/%761/events?floor=demo',
      body: JSON.stringify(question()),
      headers: { 'content-type': ONE, authorization: '' },
    });
    expect([401, 404]).toContain(status);
  });
});

describe('what is stored', () => {
  test('has no telephone and no identity number of a customer', async () => {
    const text = '我叫王小明,电话13812345678,身份证11010519491231002X';
    const events = [
      question({ id: 'mask-1', data: { customerId: 'c', text, customerName: '王13912345678', topic: '退款 13712345678' } }),
      question({ id: 'mask-2', type: 'io.watchfloor.rating.submitted', data: { score: 5, comment: text } }),
      question({ id: 'mask-3', type: 'io.watchfloor.message.sent', data: { from: 'agent', agentId: 'A', text } }),
      question({ id: 'mask-4', type: 'io.watchfloor.complaint.filed', data: { text } }),
    ];
    expect((await ingest.post(JSON.stringify(events), MANY)).status).toBe(202);
    const stored = JSON.stringify((await ingest.logged()).filter(({ id }) => id.startsWith('mask-')));
    expect(stored).not.toMatch(/13812345678|13912345678|13712345678|11010519491231002X/);
    expect(stored).toContain('138****5678');
  });

  test('is nowhere in the log of the service, nor is a key', async () => {
    const output = ingest.service.output();
    expect(output).not.toContain(KEY);
    expect(output).not.toMatch(/什么时候|customerId|13812345678/);
    expect(output).not.toMatch(/"level":50|"level":60/);
  });

  test('its figures are Prometheus text and count what came of events', async () => {
    const text = await ingest.service.metrics();
    expect(text).toMatch(/watchfloor_ingest_events_total\{outcome="accepted",service="ingest"\} [1-9]/);
    expect(text).toMatch(/watchfloor_ingest_events_total\{outcome="rejected",service="ingest"\} [1-9]/);
    expect(text).toMatch(/watchfloor_ingest_pending_events\{service="ingest"\} 0/);
  });
});
