import { CloudEvent, HTTP } from 'cloudevents';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ingest, KEY, LINES, MANY, ONE, problemOf, question, runIngest } from './run-ingest.ts';

let ingest: Ingest;
beforeAll(async () => {
  ingest = await runIngest();
});
afterAll(() => ingest[Symbol.asyncDispose]());

const of = async (id: unknown) => (await ingest.logged()).filter((event) => event.id === id);
const receipt = async (response: Response) => {
  expect(response.status).toBe(202);
  return response.json();
};

describe('the three bodies', () => {
  test('one event, as contract.md shows it, is logged as it was sent', async () => {
    const event = question({ time: '2026-11-11T02:15:30.250Z', floor: 'contract' });
    expect(await receipt(await ingest.post(JSON.stringify(event), ONE, { query: '' }))).toEqual({
      accepted: 1,
      duplicates: 0,
      rejected: [],
    });
    expect(await of(event.id)).toEqual([
      {
        floor: 'default/contract',
        id: event.id,
        source: '/chat/tmall',
        subject: 'conv-77',
        time: Date.parse('2026-11-11T02:15:30.250Z'),
        received: expect.any(Number),
        type: 'message.received',
        data: { customerId: 'c-12', text: '什么时候发货?', channel: 'tmall', shopId: 's1' },
      },
    ]);
  });

  test('an array', async () => {
    const events = [question(), question(), question()];
    expect(await receipt(await ingest.post(JSON.stringify(events), `${MANY}; charset=utf-8`))).toMatchObject({ accepted: 3 });
    for (const { id } of events) expect(await of(id)).toHaveLength(1);
  });

  test('an empty array is no event', async () => {
    expect(await receipt(await ingest.post('[]', MANY))).toEqual({ accepted: 0, duplicates: 0, rejected: [] });
  });

  test('lines, also with CR LF, blank ones and no newline at the end', async () => {
    const [a, b] = [question(), question()];
    expect(await receipt(await ingest.post(`${JSON.stringify(a)}\r\n\r\n\n${JSON.stringify(b)}`, LINES))).toMatchObject({
      accepted: 2,
      rejected: [],
    });
  });

  test('lines of more than 1 MiB in all, cut inside lines and inside characters', async () => {
    const events = Array.from({ length: 4_000 }, () => question({ data: { customerId: 'c', text: '什么时候发货呢亲'.repeat(8) } }));
    const bytes = Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    expect(bytes.length).toBeGreaterThan(1_048_576);
    let at = 0;
    const body = new ReadableStream({
      pull(controller) {
        const end = at + 9_973;
        controller.enqueue(bytes.subarray(at, end));
        at = end;
        if (at >= bytes.length) controller.close();
      },
    });
    expect(await receipt(await ingest.post(body, LINES, { query: '?floor=streamed' }))).toEqual({
      accepted: 4_000,
      duplicates: 0,
      rejected: [],
    });
    const logged = (await ingest.logged()).filter(({ floor }) => floor === 'default/streamed');
    expect(logged.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    expect(logged.every(({ data }) => 'text' in data && data.text === '什么时候发货呢亲'.repeat(8))).toBe(true);
  });

  test('a stream that ends in the middle leaves what came before it logged', async () => {
    const event = question();
    const body = new ReadableStream({
      async pull(controller) {
        controller.enqueue(Buffer.from(`${JSON.stringify(event)}\n{"specversion":"1.0",`));
        controller.close();
      },
    });
    expect(await receipt(await ingest.post(body, LINES))).toMatchObject({
      accepted: 1,
      rejected: [{ index: 1, detail: 'not valid JSON' }],
    });
  });
});

describe('CloudEvents', () => {
  test('binary mode: attributes in ce- headers, percent-encoded, the body is data', async () => {
    const headers = {
      'ce-specversion': '1.0',
      'ce-id': 'binary-1',
      'ce-source': '/chat/tmall',
      'ce-type': 'io.watchfloor.message.received',
      'ce-time': new Date().toISOString(),
      'ce-subject': '%E4%BC%9A%E8%AF%9D-1',
      'ce-floor': 'binary',
    };
    const body = JSON.stringify({ customerId: 'c-1', text: 'hi' });
    expect(await receipt(await ingest.post(body, 'application/json', { query: '', headers }))).toMatchObject({ accepted: 1 });
    expect(await of('binary-1')).toMatchObject([{ floor: 'default/binary', subject: '会话-1', data: { customerId: 'c-1', text: 'hi' } }]);
  });

  test('binary mode without data, and without a media type', async () => {
    const headers = {
      'ce-specversion': '1.0',
      'ce-id': 'binary-2',
      'ce-source': '/chat',
      'ce-type': 'io.watchfloor.conversation.queued',
      'ce-time': new Date().toISOString(),
      'ce-subject': 'c',
    };
    expect(await receipt(await ingest.post(null, '', { headers }))).toMatchObject({ accepted: 1 });
  });

  test.each(['binary', 'structured'] as const)('the cloudevents SDK in %s mode works as it stands', async (mode) => {
    const event = new CloudEvent({
      id: `sdk-${mode}`,
      source: '/sdk',
      type: 'io.watchfloor.conversation.assigned',
      subject: 'conv-sdk',
      floor: 'sdk',
      data: { agentId: 'A', by: 'agent' },
    });
    const { headers, body } = HTTP[mode](event);
    const response = await fetch(`${ingest.service.url}/v1/events`, {
      method: 'POST',
      headers: { ...(headers as Record<string, string>), authorization: `Bearer ${KEY}` },
      body: body as string,
    });
    expect(await receipt(response)).toMatchObject({ accepted: 1 });
    expect(await of(`sdk-${mode}`)).toMatchObject([
      { floor: 'default/sdk', type: 'conversation.assigned', data: { agentId: 'A', by: 'agent' } },
    ]);
  });

  test('offsets of time are one instant; extensions and fields that nobody reads are dropped', async () => {
    const event = question({
      time: '2026-11-11T10:15:30.250+08:00',
      comexampleextension: 'x',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      data: { customerId: 'c', secret: 'field' },
    });
    await receipt(await ingest.post(JSON.stringify(event), ONE));
    const [logged] = await of(event.id);
    expect(logged).toMatchObject({ time: Date.parse('2026-11-11T02:15:30.250Z'), data: { customerId: 'c' } });
    expect(JSON.stringify(logged)).not.toContain('secret');
  });
});

describe('keys and floors', () => {
  const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` }, query: '' });

  test('no key and a wrong one: 401, and what to do', async () => {
    for (const authorization of ['', 'Bearer wrong-key', 'Basic YTpi', `Bearer ${KEY}x`]) {
      const response = await ingest.post(JSON.stringify(question()), ONE, { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
      await problemOf(response);
    }
  });

  test('a key with one floor needs no floor to be named', async () => {
    await ingest.post(JSON.stringify(question({ floor: 'only' })), ONE, { query: '' });
    await ingest.grant('key-of-one-floor', { floors: ['only'] });
    const event = question();
    await receipt(await ingest.post(JSON.stringify(event), ONE, bearer('key-of-one-floor')));
    expect(await of(event.id)).toMatchObject([{ floor: 'default/only' }]);
  });

  test('a key limited to floors writes to no other: 403 for all of a body, rejected for one event', async () => {
    await ingest.grant('key-of-two-floors', { floors: ['f1', 'f2'] });
    await ingest.post(JSON.stringify([question({ floor: 'f1' }), question({ floor: 'f2' })]), MANY, { query: '' });
    const all = await ingest.post(JSON.stringify(question()), ONE, { ...bearer('key-of-two-floors'), query: '?floor=demo' });
    expect(all.status).toBe(403);
    await problemOf(all);
    const mixed = [question({ floor: 'f1' }), question({ floor: 'demo' }), question(), question({ floor: 'f2' })];
    expect(await receipt(await ingest.post(JSON.stringify(mixed), MANY, bearer('key-of-two-floors')))).toMatchObject({
      accepted: 2,
      rejected: [
        { index: 1, id: mixed[1]?.id, detail: expect.stringContaining('floor') },
        { index: 2, detail: expect.stringContaining('floor: required') },
      ],
    });
  });

  test('?floor= wins over the attribute', async () => {
    const event = question({ floor: 'attribute' });
    await receipt(await ingest.post(JSON.stringify(event), ONE, { query: '?floor=query' }));
    expect(await of(event.id)).toMatchObject([{ floor: 'default/query' }]);
  });

  test('the first key makes unknown floors, another does not: 404', async () => {
    await ingest.grant('key-of-all-floors', {});
    const unknown = await ingest.post(JSON.stringify(question()), ONE, { ...bearer('key-of-all-floors'), query: '?floor=nowhere' });
    expect(unknown.status).toBe(404);
    await problemOf(unknown);
    expect(await receipt(await ingest.post(JSON.stringify(question()), ONE, { query: '?floor=nowhere' }))).toMatchObject({ accepted: 1 });
    expect(
      await receipt(await ingest.post(JSON.stringify(question()), ONE, { ...bearer('key-of-all-floors'), query: '?floor=nowhere' })),
    ).toMatchObject({ accepted: 1 });
  });

  test('a name that can be no floor is refused with the reason', async () => {
    const response = await ingest.post(JSON.stringify(question()), ONE, { query: '?floor=a/b' });
    expect(response.status).toBe(400);
    expect((await problemOf(response)).detail).toContain('floor');
    const attribute = await ingest.post(JSON.stringify([question({ floor: '../x' }), question({ floor: 'demo' })]), MANY, { query: '' });
    expect(await receipt(attribute)).toMatchObject({ accepted: 1, rejected: [{ index: 0, detail: expect.stringContaining('floor') }] });
  });
});

describe('repeats', () => {
  test('in one body and across bodies are counted once', async () => {
    const event = question();
    expect(await receipt(await ingest.post(JSON.stringify([event, event, question()]), MANY))).toMatchObject({
      accepted: 2,
      duplicates: 1,
    });
    expect(await receipt(await ingest.post(JSON.stringify(event), ONE))).toEqual({ accepted: 0, duplicates: 1, rejected: [] });
    expect(await of(event.id)).toHaveLength(1);
  });

  test('the same id from another source or on another floor is another event', async () => {
    const event = question();
    await receipt(await ingest.post(JSON.stringify(event), ONE));
    expect(await receipt(await ingest.post(JSON.stringify({ ...event, source: '/other' }), ONE))).toMatchObject({ accepted: 1 });
    expect(await receipt(await ingest.post(JSON.stringify(event), ONE, { query: '?floor=other' }))).toMatchObject({ accepted: 1 });
  });

  test('progress tells of a floor, and only to a key that may read it', async () => {
    const ask = (floor: string, key = KEY) =>
      fetch(`${ingest.service.url}/v1/floors/${floor}/progress`, { headers: { authorization: `Bearer ${key}` } });
    await ingest.post(JSON.stringify(question()), ONE);
    expect(await (await ask('demo')).json()).toEqual({ applied: 0, duplicates: 0, late: 0, ignored: 0, through: null });
    expect((await problemOf(await ask('never-seen'))).status).toBe(404);
    expect((await problemOf(await ask('demo', 'no-key'))).status).toBe(401);
    await ingest.grant('key-of-another-floor', { floors: ['only'] });
    expect((await problemOf(await ask('demo', 'key-of-another-floor'))).status).toBe(403);
  });
});
